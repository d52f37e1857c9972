import { replaceRelation } from "./replace-relation.ts";
import type { Materialization } from "./types.ts";

/** A table of the SELECT's rows, always made anew. Seeds are tables of their file's rows. */
export const table: Materialization = (work) => ({
  value: replaceRelation(work, "table", work.node.select),
  diagnostics: [],
});
