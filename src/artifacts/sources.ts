import { join } from "node:path";
import { maskedJson } from "../base/masked-json.ts";
import type { NodeId } from "../graph/types.ts";
import type { FreshnessResult } from "../run/check-freshness.ts";
import { type ArtifactContext, type ArtifactMetadata, metadataOf } from "./metadata.ts";
import { writeText } from "./write-text.ts";

/** `target/sources.json`: how old the data of each source was, when `quern freshness` last looked. `source_status:` reads it. */
export interface Sources {
  readonly metadata: ArtifactMetadata;
  readonly sources: Readonly<Record<NodeId, SourceStatus>>;
}

/** What the check found, without its problems' texts. */
export type SourceStatus = Omit<FreshnessResult, "id" | "diagnostics"> & { readonly message?: string };

/** Writes sources.json. */
export function writeSources(results: readonly FreshnessResult[], context: ArtifactContext): void {
  const sources: Record<NodeId, SourceStatus> = {};
  for (const { id, diagnostics, ...result } of results) {
    const message = diagnostics[0]?.message;
    sources[id] = { ...result, ...(message !== undefined && { message }) };
  }
  const artifact: Sources = { metadata: metadataOf("sources", context), sources };
  writeText(join(context.folder, "sources.json"), `${maskedJson(artifact)}\n`);
}
