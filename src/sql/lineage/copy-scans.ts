import { Untraceable } from "../plan/reading.ts";
import { type Cells, cellOf, reachOf, width } from "./cells.ts";
import type { Reaches } from "./reaches.ts";
import type { Traced, TracedColumn, Uses } from "./traced.ts";

/**
 * What was traced, over scans of its own: the same statement, but the rows of another reference to it. All that is known of its cells is true of the
 * new ones as well.
 *
 * @param moved which cells are new ones of which; more are added
 */
export function copyScans(
  { columns, rows, exists }: Traced,
  moved: Map<number, number>,
  cells: Cells,
  reaches: Reaches,
): Traced {
  const before = moved.size;
  const moveCell = openMoves(moved, cells);
  const moveReach = (number: number): number => {
    const reach = reaches.all[number];
    if (!reach) return number;
    return reaches.intern({
      ...reach,
      kept: reach.kept.map(moveCell),
      ...(reach.keptEarly && { keptEarly: reach.keptEarly.map(moveCell) }),
      ...(reach.keptBefore && { keptBefore: reach.keptBefore.map(moveCell) }),
      ...(reach.order !== undefined && { order: moveCell(reach.order) }),
    });
  };
  const sets = new Map<Uses, Uses>();
  const moveUses = (uses: Uses): Uses => {
    const found =
      sets.get(uses) ??
      new Set([...uses].map((use) => moveCell(cellOf(use)) + moveReach(reachOf(use)) * width));
    sets.set(uses, found);
    return found;
  };
  const traced = {
    columns: columns.map(
      (column): TracedColumn => ({
        ...column,
        uses: moveUses(column.uses),
        ...(column.decided && { decided: moveUses(column.decided) }),
        ...(column.tie && { tie: { ...column.tie, cells: column.tie.cells.map(moveCell) } }),
      }),
    ),
    rows: {
      filter: moveUses(rows.filter),
      join: moveUses(rows.join),
      group: moveUses(rows.group),
      order: moveUses(rows.order),
    },
    exists: moveUses(exists),
  };
  compareAlike([...moved].slice(before), moved, cells);
  return traced;
}

/** Gives each scan that is met a new one, with all its cells. */
function openMoves(moved: Map<number, number>, cells: Cells): (cell: number) => number {
  const scans = new Map<number, number>();
  for (const [from, to] of moved) scans.set(cells.all[from]?.scan ?? -1, cells.all[to]?.scan ?? -1);
  return (from) => {
    const known = moved.get(from);
    if (known !== undefined) return known;
    const scan = cells.all[from]?.scan ?? -1;
    const table = cells.scans[scan];
    if (table === undefined) throw new Untraceable("a reference to no scan");
    const to = scans.get(scan) ?? cells.addScan(table);
    scans.set(scan, to);
    for (const [column, each] of cells.cellsOf(scan))
      if (!moved.has(each)) moved.set(each, cells.cell(to, column, cells.all[each]?.source));
    return moved.get(from) ?? from;
  };
}

function compareAlike(
  fresh: readonly (readonly [from: number, to: number])[],
  moved: ReadonlyMap<number, number>,
  { rootOf, equate, limit, limits }: Cells,
): void {
  if (fresh.length === 0) return;
  const groups = new Map<number, number>();
  for (const [from, to] of fresh) {
    const other = groups.get(rootOf(from));
    if (other === undefined) groups.set(rootOf(from), to);
    else equate(other, to);
  }
  for (const [smaller, larger] of [...limits]) {
    const [a, b] = [moved.get(smaller), moved.get(larger)];
    if (a !== undefined && b !== undefined) limit(a, b);
  }
}
