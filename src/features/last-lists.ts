import type { Frame, Pass } from "./frame.ts";
import type { Measure } from "./measures.ts";
import { selectList } from "./statement.ts";

/** The values of the last rows, newest first, in one window. */
interface LastList {
  readonly name: string;
  readonly length: number;
  /** Condition on the rows of the window; undefined where all are in it. */
  readonly isInside: string | undefined;
}

/** Lists that are read off the same rows in the same order, whatever their windows and lengths. */
interface SortedLists {
  readonly value: string;
  /** Columns of the rows that say which of them count. */
  readonly where: readonly string[];
  readonly lists: readonly LastList[];
}

/**
 * Returns a pass for each value and condition that measures list the last rows of. The rows of an occasion are sorted from the newest on and the
 * list is read off beside the first of them: sorting spills to disk, and where an occasion has few rows it is faster too. The engine's
 * `arg_max(value, order, length)` holds some kilobytes for each occasion in memory.
 */
export function selectLastLists(measures: readonly Measure[], frame: Frame): readonly Pass[] {
  const sorted = new Map<string, SortedLists>();
  for (const { part, name, window, where } of measures) {
    if (part.kind !== "list_last") continue;
    const inner = part.where === undefined ? undefined : frame.columns.of(part.where);
    const counted = [where, inner].filter((each) => each !== undefined);
    const identity = JSON.stringify([part.value, counted]);
    const list = { name, length: part.length, isInside: frame.contains(window) };
    const { lists = [] } = sorted.get(identity) ?? {};
    sorted.set(identity, { value: part.value, where: counted, lists: [...lists, list] });
  }
  return [...sorted.values()].map((each) => selectSorted(each, frame));
}

/** The rows of a window are the newest of all, so how many they are says where its list ends. */
function selectSorted({ value: sql, where, lists }: SortedLists, frame: Frame): Pass {
  const { identity, columns, age, order } = frame;
  const value = columns.of(sql);
  const descending = [...order, value].map((term) => `${term} desc nulls first`);
  const counts = lists.map(({ isInside }, i) => {
    const filter = isInside === undefined ? "" : ` filter (where ${isInside})`;
    return `count(*)${filter} over (partition by ${identity.join(", ")}) as quern_n${i}`;
  });
  const ranked = [
    ...identity,
    `${valuesFrom(value, Math.max(...lists.map(({ length }) => length)))} as quern_newest`,
    "row_number() over quern_order as quern_rank",
    ...counts,
  ];
  const found = lists.map(
    ({ name, length }, i) =>
      `case when quern_n${i} > 0 then quern_newest[:least(quern_n${i}, ${length})] end as ${name}`,
  );
  const condition = where.length === 0 ? "" : `\nwhere ${where.join(" and ")}`;
  const sorting = `partition by ${identity.join(", ")} order by ${[age, ...descending].join(", ")}`;
  return (from) => `select ${selectList([...identity, ...found])}
from (
select ${selectList(ranked)}
from ${from}${condition}
window quern_order as (${sorting})
)
where quern_rank = 1`;
}

/** Single values are faster and need less memory than a frame's list, until they are many. */
const fewValues = 16;

/** The values of a row and of those after it. The last ones are null where there are fewer rows. */
function valuesFrom(value: string, length: number): string {
  if (length > fewValues) {
    const frame = `rows between current row and ${length - 1} following`;
    return `list(${value}) over (quern_order ${frame})`;
  }
  const others = Array.from({ length: length - 1 }, (_, i) => `lead(${value}, ${i + 1}) over quern_order`);
  return `[${[value, ...others].join(", ")}]`;
}
