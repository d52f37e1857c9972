import { hasErrors } from "../../base/diagnostic.ts";
import type { IncrementalStrategy } from "../../project/definitions.ts";
import type { Step } from "../types.ts";
import { append } from "./append.ts";
import { deleteInsert } from "./delete-insert.ts";
import { merge } from "./merge.ts";
import { microbatch } from "./microbatch.ts";
import { reconcileColumns } from "./schema-change.ts";
import { findExistingTable, strategyOf } from "./settings.ts";
import { table } from "./table.ts";
import type { Materialization, Work } from "./types.ts";
import { unknownColumns } from "./unknown-columns.ts";

/** The steps of a strategy over an existing table, whose columns have been brought in line: `columns` are those to write. */
export type Strategy = (work: Work, columns: readonly string[]) => readonly Step[];

/**
 * A table that grows: made from the whole SELECT where there is none (or a view, or on a full refresh), afterwards changed by its
 * strategy with the rows of the incremental SELECT.
 */
export const incremental: Materialization = (work) => {
  const strategy = strategyOf(work.settings);
  if (strategy === "microbatch") return microbatch(work);
  const present = findExistingTable(work);
  if (present === undefined) return table(work);
  const incoming = work.situation.selectColumns ?? [];
  const wrong = unknownColumns(work, incoming);
  const mode = work.settings.on_schema_change ?? "ignore";
  const { value: reconciled, diagnostics } = reconcileColumns(work, present.columns, incoming, mode);
  const problems = [...wrong, ...diagnostics];
  if (hasErrors(problems)) return { value: [], diagnostics: problems };
  return {
    value: [...reconciled.steps, ...strategies[strategy](work, reconciled.columns)],
    diagnostics: problems,
  };
};

const strategies: Readonly<Record<Exclude<IncrementalStrategy, "microbatch">, Strategy>> = {
  append,
  "delete+insert": deleteInsert,
  merge,
};
