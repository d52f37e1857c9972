import { materialize, needsColumns } from "../../src/compile/materializations/index.ts";
import { findRefusal } from "../../src/compile/materializations/refusal.ts";
import { mergeScans } from "../../src/compile/merge-scans.ts";
import { batchesToFill } from "../../src/compile/microbatch.ts";
import type { StepCompiler } from "../../src/run/run-plan.ts";
import type { SmallModel, SmallProject, SmallTest } from "./small-project.ts";

/** The compiler's own steps. */
export const realCompiler: StepCompiler = {
  materialize,
  needsColumns,
  findRefusal,
  mergeScans,
  batchesToFill: (settings, ledger, now, { range, fullRefresh }) =>
    batchesToFill(settings, fullRefresh ? [] : ledger, now, range ? { range } : {}),
};

const width = 4;
const depth = 6;

/**
 * Layers of tables over one source, every second of them appended to: a node that ran twice for the same data, or that was published
 * without its row of the state, would have other rows.
 */
export const growingProject: SmallProject = {
  sources: { numbers: "raw.numbers" },
  models: Object.fromEntries(
    Array.from({ length: width * depth }, (_, index): [string, SmallModel] => {
      const layer = Math.floor(index / width);
      const parent = layer === 0 ? "{numbers}" : `{m${index - width}}`;
      const grows = layer % 2 === 1;
      return [
        `m${index}`,
        {
          sql: `select i + ${index} as i from ${parent}`,
          materialized: grows ? "incremental" : "table",
          settings: grows ? { strategy: "append" } : {},
        },
      ];
    }),
  ),
  tests: Object.fromEntries(
    Array.from({ length: width * depth }, (_, index): [string, SmallTest] => [
      `not_null_m${index}`,
      {
        on: [`m${index}`],
        failures: `select * from {m${index}} where i is null`,
        aggregate: "count(*) filter (i is null)",
      },
    ]),
  ),
};

export const numberOfNodes = width * depth;
