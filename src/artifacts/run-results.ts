import { join } from "node:path";
import { maskedJson } from "../base/masked-json.ts";
import type { Results } from "../run/types.ts";
import { type ArtifactContext, type ArtifactMetadata, metadataOf } from "./metadata.ts";
import { writeText } from "./write-text.ts";

/** `target/run_results.json`: what the last build, run or test did, node by node. `retry` and `result:` read it. */
export interface RunResults {
  readonly metadata: ArtifactMetadata;
  /** The options that decide what `retry` runs again. */
  readonly options: RunResultsOptions;
  readonly results: Results;
}

export interface RunResultsOptions {
  readonly vars: Readonly<Record<string, unknown>>;
  readonly fullRefresh: boolean;
  readonly empty: boolean;
  /** Seconds. */
  readonly sample?: number;
}

/** Writes run_results.json. */
export function writeRunResults(
  results: Results,
  options: RunResultsOptions,
  context: ArtifactContext,
): void {
  const artifact: RunResults = { metadata: metadataOf("run_results", context), options, results };
  writeText(join(context.folder, "run_results.json"), `${maskedJson(artifact)}\n`);
}
