import { join } from "node:path";
import { maskedJson } from "../base/masked-json.ts";
import type { NodeId } from "../graph/types.ts";
import { type ArtifactContext, type ArtifactMetadata, metadataOf } from "./metadata.ts";
import { writeText } from "./write-text.ts";

/** `target/sources.json`: how old the data of each source was, when `quern freshness` last looked. `source_status:` reads it. */
export interface Sources {
  readonly metadata: ArtifactMetadata;
  readonly sources: Readonly<Record<NodeId, SourceStatus>>;
}

export interface SourceStatus {
  readonly status: "pass" | "warn" | "error" | "runtime error";
  /** ISO, UTC; absent where nothing has been loaded or the question failed. */
  readonly maxLoadedAt?: string;
  /** Seconds between `maxLoadedAt` and the moment of asking. */
  readonly age?: number;
  readonly message?: string;
}

/** Writes sources.json. */
export function writeSources(sources: Sources["sources"], context: ArtifactContext): void {
  const artifact: Sources = { metadata: metadataOf("sources", context), sources };
  writeText(join(context.folder, "sources.json"), `${maskedJson(artifact)}\n`);
}
