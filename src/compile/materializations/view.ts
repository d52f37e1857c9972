import { replaceRelation } from "./replace-relation.ts";
import type { Materialization } from "./types.ts";

/** A view over the SELECT, always made anew. */
export const view: Materialization = (work) => ({
  value: replaceRelation(work, "view", work.node.select),
  diagnostics: [],
});
