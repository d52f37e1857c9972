import type { NodeSettings } from "../../project/definitions.ts";

export type FileFormat = NonNullable<NodeSettings["format"]>;

/** The format that a node writes: as set, or by the ending of its location. */
export function formatOf(settings: Pick<NodeSettings, "format" | "location">): FileFormat | undefined {
  if (settings.format !== undefined) return settings.format;
  const ending = /\.(parquet|csv|json)(?:\.(?:gz|zst))?$/i.exec(settings.location ?? "")?.[1]?.toLowerCase();
  if (ending !== undefined) return ending as FileFormat;
  return /\.(?:ndjson|jsonl)(?:\.(?:gz|zst))?$/i.test(settings.location ?? "") ? "json" : undefined;
}
