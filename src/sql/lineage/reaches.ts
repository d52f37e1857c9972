import { cellOf, reachOf, width } from "./cells.ts";
import type { Reach } from "./flow.ts";
import { noUses, type Uses } from "./traced.ts";

/** The ways by which rows get into others, each once. */
export interface Reaches {
  /** Number 0 is the row itself. */
  readonly all: readonly (Reach | null)[];
  readonly intern: (reach: Reach) => number;
  /** What is used as seen through an aggregation or a window. */
  readonly through: (uses: Uses, step: Reach) => Uses;
}

/** Statements with more ways than this get one for all the others, which says nothing of keys. */
const most = 400;

/** @param rootOf the same for cells that are equal */
export function openReaches(rootOf: (cell: number) => number): Reaches {
  const all: (Reach | null)[] = [null];
  const numbers = new Map<string, number>();
  const intern = (reach: Reach): number => {
    const { kind, by, step, kept, keptEarly = [], keptBefore = [], order = "" } = reach;
    const key = `${kind} ${by} ${step} ${kept.join()} ${keptEarly.join()} ${keptBefore.join()} ${order}`;
    const number = numbers.get(key) ?? all.length;
    if (number === all.length) {
      all.push(reach);
      numbers.set(key, number);
    }
    return number;
  };
  const through = (uses: Uses, step: Reach): Uses => {
    if (uses.size === 0) return noUses;
    const composed: number[] = [];
    const seen = new Set<number>();
    for (const use of uses) {
      const number = reachOf(use);
      const inner = all[number];
      composed[number] ??= intern(inner ? compose(step, inner, all.length < most, rootOf) : step);
      seen.add(cellOf(use) + (composed[number] ?? 0) * width);
    }
    return seen;
  };
  return { all, intern, through };
}

/** The reach of what has come by `inner` and is now seen through `outer`: it shares with the own row what it shares through both. */
function compose(outer: Reach, inner: Reach, hasRoom: boolean, rootOf: (cell: number) => number): Reach {
  const isInner = inner.kind === "any" || outer.kind === "before";
  const { by } = isInner && inner.by !== "group by" ? inner : outer;
  if (!hasRoom) return { kind: "any", by, step: -1, kept: [] };
  const roots = new Set(outer.kept.map(rootOf));
  const rootsEarly = new Set((outer.keptEarly ?? []).map(rootOf));
  const stays = (kept: readonly number[], within: ReadonlySet<number>) =>
    kept.filter((each) => within.has(rootOf(each)));
  const keptEarly = [
    ...stays(inner.kept, rootsEarly),
    ...stays(inner.keptEarly ?? [], new Set([...roots, ...rootsEarly])),
  ];
  const keptBefore = rowsBefore(outer, inner, stays, roots);
  const order = inner.order ?? outer.order;
  return {
    kind: inner.kind === "any" ? "any" : outer.kind,
    by,
    step: outer.step,
    kept: stays(inner.kept, roots),
    ...(keptEarly.length > 0 && { keptEarly }),
    ...(keptBefore.length > 0 && { keptBefore }),
    ...(order !== undefined && { order }),
  };
}

/** What of the own row, or of one before it, rows share that are fetched by any way and by one that looks back. */
function rowsBefore(
  outer: Reach,
  inner: Reach,
  stays: (kept: readonly number[], within: ReadonlySet<number>) => readonly number[],
  roots: ReadonlySet<number>,
): readonly number[] {
  const { keptBefore = [] } = inner;
  if (outer.kind === "before") return inner.kind === "before" ? [] : [...inner.kept, ...keptBefore];
  return inner.kind === "before" ? outer.kept : stays(keptBefore, roots);
}
