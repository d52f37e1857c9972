import type { SourceNode } from "../../graph/types.ts";

/** The name of a source's table, quoted as all engines quote. */
export function renderSourceTable(source: SourceNode): string {
  const parts = [source.database, source.schema ?? source.source, source.identifier];
  return parts
    .filter((part) => part !== undefined)
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join(".");
}
