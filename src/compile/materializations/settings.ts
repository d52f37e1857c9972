import type { ResolvedSettings } from "../../graph/types.ts";
import type { IncrementalStrategy } from "../../project/definitions.ts";
import type { Column, CompiledNode } from "../types.ts";
import type { Work } from "./types.ts";

/** An incremental model's strategy; where none is named, `merge` with a unique key and `append` without. */
export function strategyOf(settings: ResolvedSettings): IncrementalStrategy {
  return settings.strategy ?? (settings.unique_key?.length ? "merge" : "append");
}

/** Whether a table is there to be changed; otherwise it is made from the whole SELECT. */
export function findExistingTable({
  situation,
}: Pick<Work, "situation">): { readonly columns: readonly Column[] } | undefined {
  return situation.existing?.kind === "table" && !situation.fullRefresh ? situation.existing : undefined;
}

/** The SELECT of new rows. */
export function incomingSelect(node: CompiledNode): string {
  return node.incrementalSelect ?? node.select;
}
