import type { Row, Value } from "../adapters/adapter.ts";
import { stableJson } from "../base/hash.ts";
import type { Column } from "../compile/types.ts";
import type { DifferentRow, UnitDifference } from "./types.ts";

/** Largest difference between floating point numbers that count as equal, as a part of the larger one. */
const tolerance = 1e-9;

/**
 * Compares rows of equal types, as bags or in order; undefined where they agree. Null equals null, duplicates count, and floating point
 * numbers may differ by a billionth. Differing rows are paired by how many cells they share.
 */
export function compareRows(
  expected: readonly Row[],
  actual: readonly Row[],
  columns: readonly Column[],
  ordered: boolean,
): UnitDifference | undefined {
  const read = (rows: readonly Row[]) => rows.map((row) => columns.map((column) => cellOf(row, column)));
  const [wanted, found] = [read(expected), read(actual)];
  const isFloat = columns.map(({ type }) => /DOUBLE|FLOAT/.test(type));
  const { missing, unexpected } = ordered
    ? compareInOrder(wanted, found)
    : compareAsBags(wanted, found, isFloat);
  if (missing.length + unexpected.length === 0) return undefined;
  return {
    columns: columns.map((column) => column.name),
    rows: ordered ? pairInOrder(missing, unexpected) : pairAlike(missing, unexpected),
    missing: missing.length,
    unexpected: unexpected.length,
    agreeing: found.length - unexpected.length,
  };
}

type Cells = readonly Value[];
interface Placed {
  readonly cells: Cells;
  readonly at: number;
}

interface Rest {
  readonly missing: readonly Placed[];
  readonly unexpected: readonly Placed[];
}

/** JSON is compared by what it says. */
function cellOf(row: Row, { name, type }: Column): Value {
  const value = row[name] ?? null;
  return type === "JSON" && typeof value === "string" ? stableJson(JSON.parse(value)) : value;
}

function compareAsBags(wanted: readonly Cells[], found: readonly Cells[], isFloat: readonly boolean[]): Rest {
  const keyOf = (cells: Cells) => JSON.stringify(cells.filter((_cell, index) => !isFloat[index]));
  const waiting = new Map<string, Placed[]>();
  for (const [at, cells] of found.entries()) {
    const key = keyOf(cells);
    const list = waiting.get(key);
    if (list) list.push({ cells, at });
    else waiting.set(key, [{ cells, at }]);
  }
  const missing: Placed[] = [];
  for (const [at, cells] of wanted.entries()) {
    const candidates = waiting.get(keyOf(cells)) ?? [];
    const match = candidates.findIndex((candidate) => isSame(candidate.cells, cells));
    if (match === -1) missing.push({ cells, at });
    else candidates.splice(match, 1);
  }
  const unexpected = [...waiting.values()].flat().sort((a, b) => a.at - b.at);
  return { missing, unexpected };
}

function compareInOrder(wanted: readonly Cells[], found: readonly Cells[]): Rest {
  const differs = (at: number) => {
    const [a, b] = [wanted[at], found[at]];
    return a === undefined || b === undefined || !isSame(a, b);
  };
  const rest = (rows: readonly Cells[]) =>
    rows.map((cells, at) => ({ cells, at })).filter(({ at }) => differs(at));
  return { missing: rest(wanted), unexpected: rest(found) };
}

function isSame(a: Value, b: Value): boolean {
  if (typeof a === "number" && typeof b === "number")
    return a === b || Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b));
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return (
    left.length === right.length &&
    left.every(([key, value]) => isSame(value, (b as Readonly<Record<string, Value>>)[key] ?? null))
  );
}

function pairInOrder(missing: readonly Placed[], unexpected: readonly Placed[]): DifferentRow[] {
  const places = [...new Set([...missing, ...unexpected].map(({ at }) => at))].sort((a, b) => a - b);
  return places.flatMap((place) =>
    pair(
      missing.find(({ at }) => at === place),
      unexpected.find(({ at }) => at === place),
    ),
  );
}

/** Each missing row with the unexpected one that shares the most cells with it; those that share none stand alone. */
function pairAlike(missing: readonly Placed[], unexpected: readonly Placed[]): DifferentRow[] {
  const left = [...unexpected];
  const rows = missing.flatMap((row) => {
    let best = -1;
    let most = 0;
    // Beyond a few hundred rows nobody looks at pairs, and comparing all with all would take long.
    for (let index = 0; index < Math.min(left.length, 500); index++) {
      const shared = row.cells.length - differing(row.cells, left[index]?.cells ?? []).length;
      if (shared > most) [best, most] = [index, shared];
    }
    const [partner] = best === -1 ? [] : left.splice(best, 1);
    return pair(row, partner);
  });
  return [...rows, ...left.flatMap((row) => pair(undefined, row))];
}

function pair(wanted: Placed | undefined, found: Placed | undefined): DifferentRow[] {
  const differs = wanted && found ? differing(wanted.cells, found.cells) : [];
  return [
    ...(wanted ? [{ mark: "-" as const, cells: wanted.cells, differs }] : []),
    ...(found ? [{ mark: "+" as const, cells: found.cells, differs }] : []),
  ];
}

function differing(a: Cells, b: Cells): number[] {
  return a.flatMap((value, index) => (isSame(value, b[index] ?? null) ? [] : [index]));
}
