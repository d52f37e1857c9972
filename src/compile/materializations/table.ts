import { currentValues } from "./current-values.ts";
import { replaceRelation } from "./replace-relation.ts";
import type { Materialization } from "./types.ts";

/** A table of the SELECT's rows, always made anew; but for current values that can be carried on. Seeds are tables of their file's rows. */
export const table: Materialization = (work) => {
  const { refresh, select } = work.node;
  const known = work.situation.currentValues;
  return {
    value: refresh && known ? currentValues(work, refresh, known) : replaceRelation(work, "table", select),
    diagnostics: [],
  };
};
