import { conditionsOf, type Frame, type Pass } from "./frame.ts";
import { selectLastLists } from "./last-lists.ts";
import { createMeasures, type Measure } from "./measures.ts";
import { selectModes } from "./modes.ts";
import { countsRows, type Part, recipeOf } from "./parts.ts";
import { withDefault } from "./render-columns.ts";
import { renderPart } from "./render-part.ts";
import { type Cte, grouped } from "./statement.ts";
import type { AggregateColumn } from "./types.ts";

/** Aggregates of all columns. */
export interface Aggregated {
  readonly ctes: readonly Cte[];
  /** Those to read. Where the frame does not keep the empty, the first has a row for each moment with rows that count; others may lack some. */
  readonly reads: readonly string[];
  /** SQL of each column's value, with its default; all but counts may be null where there are no rows. */
  readonly values: readonly string[];
}

/**
 * Returns the aggregates of all columns in one pass over the joined rows. Modes take a pass for each value they are the mode of, since they
 * count by value first, and lists of last rows one for each value, since they sort the rows.
 *
 * @param name of what is made here, and the beginning of its parts' names
 */
export function aggregateRows(columns: readonly AggregateColumn[], frame: Frame, name: string): Aggregated {
  const measures = createMeasures();
  const values = columns.map((column) => {
    const { parts, value } = recipeOf(column.aggregate);
    const where = column.where === undefined ? undefined : frame.columns.of(column.where);
    return defaulted(value(parts.map((part) => measures.of(part, column.window, where))), column);
  });
  const taken = frame.take?.(measures.all(), `${name}_tiled`) ?? { ctes: [], left: measures.all() };
  const read = taken.ctes.slice(-1).map((cte) => cte.name);
  const plain = taken.left.filter(({ part }) => isPlain(part, frame));
  const others = taken.left.filter(({ part }) => !isPlain(part, frame));
  const passes = [
    ...(plain.length > 0 || !frame.keepsEmpty ? [{ name, select: selectPlain(plain, frame) }] : []),
    ...selectModes(others, frame).map((select, i) => ({ name: `${name}_mode_${i}`, select })),
    ...selectLastLists(others, frame).map((select, i) => ({ name: `${name}_list_${i}`, select })),
  ];
  const ctes = passes.map((pass) => ({ name: pass.name, select: pass.select(frame.joined()) }));
  const reads = [...ctes.map((cte) => cte.name), ...read];
  return { ctes: [...taken.ctes, ...ctes], reads, values };
}

/** Sorting all rows of an occasion for the last few takes longer than to hold those few where the rows are many. */
const isPlain = ({ kind }: Part, { isDense = false }: Frame) =>
  kind !== "mode" && (kind !== "list_last" || isDense);

/** Counts of nothing are 0, or the default. */
function defaulted(value: string, { aggregate, default: fallback }: AggregateColumn): string {
  if (!countsRows.has(aggregate.kind)) return withDefault(value, fallback);
  return fallback === undefined ? `coalesce(${value}, 0)` : withDefault(`nullif(${value}, 0)`, fallback);
}

function selectPlain(measures: readonly Measure[], frame: Frame): Pass {
  const aggregates = measures.flatMap((measure) =>
    measure.part.kind === "mode"
      ? []
      : [`${renderPart(measure.part, frame, conditionsOf(measure, frame))} as ${measure.name}`],
  );
  return (from) => grouped(frame.identity, aggregates, from);
}
