import type { RecursiveCte, SetOperation } from "../plan/operators.ts";
import { Untraceable } from "../plan/reading.ts";
import { usesOfParts } from "./trace-expression.ts";
import { addRows, noRows, type Rows, type Traced, type TracedColumn, uniteAll, uniteRows } from "./traced.ts";
import type { Tracing } from "./tracing.ts";

/**
 * UNION's columns are computed of those of all its inputs. The rows of EXCEPT and INTERSECT are rows of the first input; which ones, the columns
 * of all inputs decide.
 */
export function traceSetOperation({ operation, inputs, index }: SetOperation, tracing: Tracing): Traced {
  const traced = inputs.map((input) => tracing.trace(input));
  const rows = traced.map((each) => each.rows).reduce(uniteRows, noRows);
  const columns = mergeColumns(traced);
  if (operation === "union") return tracing.keep(index, { columns, rows });
  const compared = uniteAll(columns.filter(({ outer }) => outer === undefined).map(({ uses }) => uses));
  return tracing.keep(index, { columns: traced[0]?.columns ?? [], rows: addRows(rows, "filter", compared) });
}

/** Goes round until nothing more is found, since the step's columns are computed of the columns of the rounds before. */
export function traceRecursiveCte(operator: RecursiveCte, tracing: Tracing): Traced {
  const anchor = tracing.trace(operator.anchor);
  let found: Traced = { columns: mergeColumns([anchor]), rows: anchor.rows };
  for (;;) {
    tracing.ctes.set(operator.index, found);
    const step = tracing.trace(operator.step);
    const next = { columns: mergeColumns([found, step]), rows: uniteRows(found.rows, step.rows) };
    if (sizeOf(next) === sizeOf(found)) return { ...found, rows: groupRows(operator, found, tracing) };
    found = next;
  }
}

/** By position, of all inputs. What is the same outer column everywhere still is one. */
function mergeColumns(inputs: readonly Traced[]): readonly TracedColumn[] {
  const [first] = inputs;
  if (first === undefined || inputs.some(({ columns }) => columns.length !== first.columns.length))
    throw new Untraceable("inputs of different width");
  return first.columns.map(({ outer }, i) => {
    const merged = inputs.flatMap(({ columns }) => columns[i] ?? []);
    const uses = uniteAll(merged.map((each) => each.uses));
    const isOuter = outer !== undefined && merged.every((each) => each.outer?.original === outer.original);
    return isOuter ? { uses, outer } : { uses };
  });
}

/** Grows with every round that finds something: a use more, or that a column is not the same outer one after all. */
const sizeOf = ({ columns, rows }: Traced): number =>
  columns.reduce((sum, { uses, outer }) => sum + uses.size + (outer === undefined ? 1 : 0), 0) +
  Object.values(rows).reduce((sum, { size }) => sum + size, 0);

/** UNION without ALL removes duplicates; USING KEY keeps one row a key. */
function groupRows({ unionAll, keys }: RecursiveCte, { columns, rows }: Traced, tracing: Tracing): Rows {
  if (keys.length > 0) return addRows(rows, "group", usesOfParts(keys, tracing.scope(columns)));
  if (unionAll) return rows;
  const own = columns.filter(({ outer }) => outer === undefined);
  return addRows(rows, "group", uniteAll(own.map(({ uses }) => uses)));
}
