import type { RecursiveCte, SetOperation } from "../plan/operators.ts";
import type { Reach } from "./flow.ts";
import { mergeColumns } from "./merge-columns.ts";
import { usesOfParts } from "./trace-expression.ts";
import {
  addRows,
  noRows,
  noUses,
  type Rows,
  type Traced,
  type TracedColumn,
  unite,
  uniteAll,
  uniteRows,
  withDecided,
} from "./traced.ts";
import type { Tracing } from "./tracing.ts";

/**
 * UNION's columns are computed of those of all its inputs. The rows of EXCEPT and INTERSECT are rows of the first input; which ones, the columns
 * of all inputs decide.
 */
export function traceSetOperation(operator: SetOperation, tracing: Tracing): Traced {
  const { operation, inputs, index } = operator;
  const traced = inputs.map((input) => tracing.trace(input));
  const rows = traced.map((each) => each.rows).reduce(uniteRows, noRows);
  const columns = mergeColumns(traced);
  const exists = uniteAll(traced.map((each) => each.exists));
  if (operation === "union") return tracing.keep(index, { columns, rows, exists });
  const compared = uniteAll(columns.filter(({ outer }) => outer === undefined).map(({ uses }) => uses));
  const step: Reach = { kind: "any", by: operation, step: tracing.flow.step(operator), kept: [] };
  return tracing.keep(index, {
    columns: traced[0]?.columns ?? [],
    rows: addRows(rows, "filter", compared),
    exists: unite(traced[0]?.exists ?? noUses, tracing.flow.through(unite(exists, compared), step)),
  });
}

/** Goes round until nothing more is found, since the step's columns are computed of the columns of the rounds before. */
export function traceRecursiveCte(operator: RecursiveCte, tracing: Tracing): Traced {
  const anchor = tracing.trace(operator.anchor);
  let found: Traced = { ...anchor, columns: mergeRounds([anchor]) };
  for (;;) {
    tracing.ctes.set(operator.index, found);
    const step = tracing.trace(operator.step);
    const next = {
      columns: mergeRounds([found, step]),
      rows: uniteRows(found.rows, step.rows),
      exists: unite(found.exists, step.exists),
    };
    if (sizeOf(next) === sizeOf(found)) return finish(operator, found, tracing);
    found = next;
  }
}

/** Of which round a row is decides what it is equal to: nobody can say so of all. */
const mergeRounds = (rounds: readonly Traced[]): readonly TracedColumn[] =>
  mergeColumns(rounds).map(({ tie: _tie, ...column }) => column);

/** Grows with every round that finds something: a use more, or that a column is not the same outer one after all. */
const sizeOf = ({ columns, rows, exists }: Traced): number =>
  columns.reduce(
    (sum, { uses, decided, outer }) => sum + uses.size + (decided?.size ?? 0) + (outer === undefined ? 1 : 0),
    0,
  ) +
  exists.size +
  Object.values(rows).reduce((sum, { size }) => sum + size, 0);

/** What comes out is made of rows of all rounds. */
function finish(operator: RecursiveCte, found: Traced, tracing: Tracing): Traced {
  const { flow } = tracing;
  const step: Reach = { kind: "any", by: "recursion", step: flow.step(operator), kept: [] };
  return {
    columns: found.columns.map(({ decided = noUses, ...column }) =>
      withDecided({ ...column, uses: flow.through(column.uses, step) }, flow.through(decided, step)),
    ),
    rows: groupRows(operator, found, tracing),
    exists: flow.through(found.exists, step),
  };
}

/** UNION without ALL removes duplicates; USING KEY keeps one row a key. */
function groupRows({ unionAll, keys }: RecursiveCte, { columns, rows }: Traced, tracing: Tracing): Rows {
  if (keys.length > 0) return addRows(rows, "group", usesOfParts(keys, tracing.scope(columns)));
  if (unionAll) return rows;
  const own = columns.filter(({ outer }) => outer === undefined);
  return addRows(rows, "group", uniteAll(own.map(({ uses }) => uses)));
}
