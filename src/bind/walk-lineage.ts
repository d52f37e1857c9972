import type { LineageEntry, LineageMap, LineageUse } from "./lineage-map.ts";
import { columnKey } from "./lineage-map.ts";
import type { ColumnUse } from "./types.ts";

/**
 * The given columns with what they use, and the same of every column that is met on the way, nearest first; sources end the way, and so does
 * a node that cannot be followed.
 *
 * @param depth 1 for the given columns alone, Infinity for the whole way
 */
export function walkUp(
  map: LineageMap,
  starts: readonly ColumnUse[],
  depth: number,
): readonly LineageEntry[] {
  const entries = new Map<string, LineageEntry>();
  let front = starts;
  for (let step = 0; step < depth && front.length > 0; step++) {
    const next = new Map<string, ColumnUse>();
    for (const column of front) {
      const entry = map.entryOf({ node: column.node, column: column.column });
      entries.set(columnKey(column), entry);
    }
    for (const column of front)
      for (const use of entries.get(columnKey(column))?.uses ?? [])
        if (!entries.has(columnKey(use))) next.set(columnKey(use), use);
    front = [...next.values()];
  }
  return [...entries.values()];
}

/**
 * The columns that use the given ones, directly and through others, nearest first, each with those of its uses that lead back to them. The
 * given columns themselves are not in it.
 *
 * @param depth 1 for direct readers alone, Infinity for the whole way
 */
export function walkDown(
  map: LineageMap,
  starts: readonly ColumnUse[],
  depth: number,
): readonly LineageEntry[] {
  const entries = new Map<string, { readonly entry: LineageEntry; readonly uses: LineageUse[] }>();
  let front = starts;
  for (let step = 0; step < depth && front.length > 0; step++) {
    const next: ColumnUse[] = [];
    for (const column of front)
      for (const entry of map.usersOf(column)) {
        const key = columnKey(entry);
        const before = entries.get(key);
        if (before) before.uses.push(...entry.uses);
        else {
          entries.set(key, { entry, uses: [...entry.uses] });
          if (entry.untraceable === undefined) next.push(entry);
        }
      }
    front = next;
  }
  return [...entries.values()].map(({ entry, uses }) => ({ ...entry, uses }));
}
