import { type Association, strengthOf } from "./types.ts";

/** Features that say nearly the same, and the one to keep. */
export interface RedundantGroup {
  readonly keep: string;
  /** Each with the pair that ties it to the kept one. */
  readonly drop: readonly { readonly feature: string; readonly by: Association }[];
}

/**
 * Groups features that an association of at least `limit` ties to each other. Of each group the one is kept that comes first in `preference` (the
 * most telling first), and only those are dropped that are tied to it directly: what hangs on a chain of ties is not the same.
 */
export function findRedundant(
  associations: readonly Association[],
  limit: number,
  preference: readonly string[],
): readonly RedundantGroup[] {
  const ties = new Map<string, Map<string, Association>>();
  const tie = (from: string, to: string, by: Association) => {
    const known = ties.get(from) ?? new Map<string, Association>();
    const before = known.get(to);
    if (before === undefined || strengthOf(before) < strengthOf(by)) known.set(to, by);
    ties.set(from, known);
  };
  for (const each of associations) {
    if (Math.abs(each.value) < limit) continue;
    tie(each.a, each.b, each);
    tie(each.b, each.a, each);
  }
  const settled = new Set<string>();
  const groups: RedundantGroup[] = [];
  for (const keep of preference) {
    if (settled.has(keep)) continue;
    settled.add(keep);
    const drop = preference.flatMap((feature) => {
      const by = settled.has(feature) ? undefined : ties.get(keep)?.get(feature);
      return by === undefined ? [] : [{ feature, by }];
    });
    for (const { feature } of drop) settled.add(feature);
    if (drop.length > 0) groups.push({ keep, drop });
  }
  return groups;
}
