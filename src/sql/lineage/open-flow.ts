import { Untraceable } from "../plan/reading.ts";
import type { Reach } from "./flow.ts";
import type { BaseTable } from "./lineage.ts";
import { noUses, type Traced, type TracedColumn, type Uses } from "./traced.ts";

/** Collects, while a statement is traced, from which rows its values come; one that is closed keeps columns apart and nothing else. */
export interface OpenFlow {
  readonly isOpen: boolean;
  /** The number of the base column of what is used. */
  readonly sourceOf: (use: number) => number | undefined;
  /** The number of a scan of a table; the same for the same operator. */
  readonly scan: (operator: number, table: BaseTable) => number;
  /** The number of a cell. @param source the number of the base column */
  readonly cell: (scan: number, column: CellName, source?: number) => number;
  /** How many rows there are, of all whose being there is among what is used. */
  readonly manyOf: (exists: Uses) => Uses;
  /** What is used, apart from how many rows there are. */
  readonly withoutMany: (uses: Uses) => Uses;
  readonly equate: (one: number, other: number) => void;
  readonly limit: (smaller: number, larger: number) => void;
  /** The number of an aggregation, a window, or whatever else looks at many rows. */
  readonly step: (of: object) => number;
  /** What is used as seen through an aggregation or a window. */
  readonly through: (uses: Uses, step: Reach) => Uses;
  /** What a CTE gives at one of its references: all but the first get scans of their own. */
  readonly instance: (cte: number, reference: number, traced: Traced) => Traced;
  /** False as long as every value comes from its own row. */
  readonly hasSteps: () => boolean;
  readonly scans: readonly BaseTable[];
  readonly cells: readonly OpenCell[];
  readonly reaches: readonly (Reach | null)[];
  readonly limits: readonly (readonly [number, number])[];
  readonly rootOf: (cell: number) => number;
}

/** Null for that there is a row, `many` for how many. */
export type CellName = string | null | typeof many;

export const many = Symbol("many");

export interface OpenCell {
  readonly scan: number;
  readonly column: CellName;
  readonly source: number | undefined;
}

/** In the number of a use the cell's number stands below, that of the reach above. */
const width = 2 ** 20;

export const cellOf = (use: number): number => (use < width ? use : use % width);
export const reachOf = (use: number): number => (use < width ? 0 : Math.floor(use / width));

/** Statements with more ways than this for a row to get into another get one that says nothing of keys. */
const mostReaches = 400;

export function openFlow(): OpenFlow {
  const scans: BaseTable[] = [];
  const scanNumbers = new Map<number, number>();
  const cells: OpenCell[] = [];
  const cellsOfScan: Map<CellName, number>[] = [];
  const parents: number[] = [];
  const limits: [number, number][] = [];
  const reaches: (Reach | null)[] = [null];
  const reachNumbers = new Map<string, number>();
  const firstReferences = new Map<number, number>();
  const instances = new Map<number, Map<number, number>>();
  const steps = new Map<object, number>();

  const addScan = (table: BaseTable) => {
    cellsOfScan.push(new Map());
    return scans.push(table) - 1;
  };
  const cell = (scan: number, column: CellName, source?: number): number => {
    const known = cellsOfScan[scan]?.get(column);
    if (known !== undefined) return known;
    if (cells.length === width) throw new Untraceable("more columns than can be counted");
    cellsOfScan[scan]?.set(column, cells.length);
    parents.push(cells.length);
    return cells.push({ scan, column, source }) - 1;
  };
  const rootOf = (one: number): number => {
    let at = one;
    for (let up = parents[at] ?? at; up !== at; up = parents[at] ?? at) {
      parents[at] = parents[up] ?? up;
      at = up;
    }
    return at;
  };
  const equate = (one: number, other: number) => {
    const [a, b] = [rootOf(one), rootOf(other)];
    if (a !== b) parents[Math.max(a, b)] = Math.min(a, b);
  };

  const intern = (reach: Reach): number => {
    const { kind, by, step, kept, keptEarly = [], order = "" } = reach;
    const key = `${kind} ${by} ${step} ${kept.join()} ${keptEarly.join()} ${order}`;
    let number = reachNumbers.get(key);
    if (number === undefined) {
      number = reaches.push(reach) - 1;
      reachNumbers.set(key, number);
    }
    return number;
  };
  /** The reach of what has come by `inner` and is now seen through `outer`. */
  const compose = (outer: Reach, inner: Reach): Reach => {
    const named = inner.kind === "any" || outer.kind === "before" ? inner : outer;
    if (reaches.length > mostReaches) return { kind: "any", by: named.by, step: -1, kept: [] };
    const roots = new Set(outer.kept.map(rootOf));
    const rootsEarly = new Set((outer.keptEarly ?? []).map(rootOf));
    const stays = (kept: readonly number[], within: ReadonlySet<number>) =>
      kept.filter((each) => within.has(rootOf(each)));
    const keptEarly = [
      ...stays(inner.kept, rootsEarly),
      ...stays(inner.keptEarly ?? [], new Set([...roots, ...rootsEarly])),
    ];
    const order = inner.order ?? outer.order;
    return {
      kind: inner.kind === "any" ? "any" : outer.kind,
      by: named.by,
      step: outer.step,
      kept: stays(inner.kept, roots),
      ...(keptEarly.length > 0 && { keptEarly }),
      ...(order !== undefined && { order }),
    };
  };
  const through = (uses: Uses, step: Reach): Uses => {
    if (uses.size === 0) return noUses;
    const composed: number[] = [];
    const seen = new Set<number>();
    for (const use of uses) {
      const number = reachOf(use);
      const inner = reaches[number];
      composed[number] ??= intern(inner ? compose(step, inner) : step);
      seen.add(cellOf(use) + (composed[number] ?? 0) * width);
    }
    return seen;
  };

  /** Gives the scans behind what was traced new numbers. @param moved cells that have one already */
  const copy = ({ columns, rows, exists }: Traced, moved: Map<number, number>): Traced => {
    const movedScans = new Map<number, number>();
    for (const [from, to] of moved) movedScans.set(cells[from]?.scan ?? -1, cells[to]?.scan ?? -1);
    const fresh: number[] = [];
    const moveCell = (from: number): number => {
      const known = moved.get(from);
      if (known !== undefined) return known;
      const scan = cells[from]?.scan ?? -1;
      const table = scans[scan];
      if (table === undefined) throw new Untraceable("a reference to no scan");
      const to = movedScans.get(scan) ?? addScan(table);
      movedScans.set(scan, to);
      for (const [column, each] of cellsOfScan[scan] ?? []) {
        if (moved.has(each)) continue;
        moved.set(each, cell(to, column, cells[each]?.source));
        fresh.push(each);
      }
      return moved.get(from) ?? from;
    };
    const moveReach = (number: number): number => {
      const reach = reaches[number];
      if (!reach) return number;
      return intern({
        ...reach,
        kept: reach.kept.map(moveCell),
        ...(reach.keptEarly && { keptEarly: reach.keptEarly.map(moveCell) }),
        ...(reach.order !== undefined && { order: moveCell(reach.order) }),
      });
    };
    const sets = new Map<Uses, Uses>();
    const moveUses = (uses: Uses): Uses => {
      let found = sets.get(uses);
      if (found === undefined) {
        found = new Set([...uses].map((use) => moveCell(cellOf(use)) + moveReach(reachOf(use)) * width));
        sets.set(uses, found);
      }
      return found;
    };
    const moveColumn = (column: TracedColumn): TracedColumn => ({
      ...column,
      uses: moveUses(column.uses),
      ...(column.decided && { decided: moveUses(column.decided) }),
      ...(column.tie && { tie: { ...column.tie, cells: column.tie.cells.map(moveCell) } }),
    });
    const traced = {
      columns: columns.map(moveColumn),
      rows: {
        filter: moveUses(rows.filter),
        join: moveUses(rows.join),
        group: moveUses(rows.group),
        order: moveUses(rows.order),
      },
      exists: moveUses(exists),
    };
    const groups = new Map<number, number>();
    for (const each of fresh) {
      const [root, to] = [rootOf(each), moved.get(each) ?? each];
      const other = groups.get(root);
      if (other === undefined) groups.set(root, to);
      else equate(other, to);
    }
    for (const [smaller, larger] of [...limits]) {
      const [a, b] = [moved.get(smaller), moved.get(larger)];
      if (a !== undefined && b !== undefined && fresh.length > 0) limits.push([a, b]);
    }
    return traced;
  };

  return {
    isOpen: true,
    sourceOf: (use) => cells[cellOf(use)]?.source,
    scan: (operator, table) => {
      let number = scanNumbers.get(operator);
      if (number === undefined) {
        number = addScan(table);
        scanNumbers.set(operator, number);
      }
      return number;
    },
    cell,
    equate,
    limit: (smaller, larger) => {
      limits.push([smaller, larger]);
    },
    step: (of) => {
      const known = steps.get(of) ?? steps.size;
      steps.set(of, known);
      return known;
    },
    through,
    instance: (cte, reference, traced) => {
      const first = firstReferences.get(cte) ?? reference;
      firstReferences.set(cte, first);
      if (first === reference) return traced;
      let moved = instances.get(reference);
      if (moved === undefined) {
        moved = new Map();
        instances.set(reference, moved);
      }
      return copy(traced, moved);
    },
    manyOf: (exists) => {
      const found = new Set<number>();
      for (const use of exists) {
        const at = cells[cellOf(use)];
        if (at && (at.column === null || at.column === many))
          found.add(cell(at.scan, many) + reachOf(use) * width);
      }
      return found;
    },
    withoutMany: (uses) => {
      const isMany = (use: number) => cells[cellOf(use)]?.column === many;
      return [...uses].some(isMany) ? new Set([...uses].filter((use) => !isMany(use))) : uses;
    },
    hasSteps: () => steps.size > 0,
    scans,
    cells,
    reaches,
    limits,
    rootOf,
  };
}
