import type { RecursiveCte, SetOperation } from "../plan/operators.ts";
import { Untraceable } from "../plan/reading.ts";
import { usesOfParts } from "./trace-expression.ts";
import { addRows, columnAt, noRows, type Rows, type Traced, unite, uniteRows } from "./traced.ts";
import type { Tracing } from "./tracing.ts";

/**
 * UNION's columns are computed of those of all its inputs. The rows of EXCEPT and INTERSECT are rows of the first input; which ones, the columns
 * of all inputs decide.
 */
export function traceSetOperation({ operation, inputs, index }: SetOperation, tracing: Tracing): Traced {
  const traced = inputs.map((input) => tracing.trace(input));
  const rows = traced.map((each) => each.rows).reduce(uniteRows, noRows);
  const [first, ...others] = traced.map(({ columns }) => columns);
  if (first === undefined || others.some(({ length }) => length !== first.length))
    throw new Untraceable("the inputs of a set operation");
  if (operation === "union") {
    const columns = first.map(({ uses }, i) => ({
      uses: others.reduce((all, each) => unite(all, columnAt(each, i).uses), uses),
    }));
    return tracing.keep(index, { columns, rows });
  }
  const compared = traced.flatMap(({ columns }) => columns.map(({ uses }) => uses));
  return tracing.keep(index, {
    columns: first,
    rows: compared.reduce((all, uses) => addRows(all, "filter", uses), rows),
  });
}

/** Goes round until nothing more is found, since the step's columns are computed of the columns of the rounds before. */
export function traceRecursiveCte(operator: RecursiveCte, tracing: Tracing): Traced {
  const start = tracing.trace(operator.anchor);
  let found: Traced = { columns: start.columns.map(({ uses }) => ({ uses })), rows: start.rows };
  for (;;) {
    tracing.ctes.set(operator.index, found);
    const step = tracing.trace(operator.step);
    const next: Traced = {
      columns: found.columns.map(({ uses }, i) => ({ uses: unite(uses, columnAt(step.columns, i).uses) })),
      rows: uniteRows(found.rows, step.rows),
    };
    if (sizeOf(next) === sizeOf(found)) return { ...found, rows: groupRows(operator, found, tracing) };
    found = next;
  }
}

const sizeOf = ({ columns, rows }: Traced): number =>
  columns.reduce((sum, { uses }) => sum + uses.size, 0) +
  Object.values(rows).reduce((sum, { size }) => sum + size, 0);

/** UNION without ALL removes duplicates; USING KEY keeps one row a key. */
function groupRows({ unionAll, keys }: RecursiveCte, { columns, rows }: Traced, tracing: Tracing): Rows {
  if (keys.length > 0) return addRows(rows, "group", usesOfParts(keys, tracing.scope(columns)));
  if (unionAll) return rows;
  return columns.reduce((all, { uses }) => addRows(all, "group", uses), rows);
}
