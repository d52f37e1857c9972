import type { Dialect } from "../sql/dialect.ts";
import { distinctMoments, followLinks, sameMoment } from "./links.ts";
import { momentsOfTable } from "./occasions.ts";
import { type Cte, renderWith, selectList } from "./statement.ts";
import type { EntityLink, SetFeatures } from "./training-types.ts";
import type { Spine } from "./types.ts";
import { viewLayer } from "./view-layer.ts";

/** Whose features are wanted, when, and which. */
export interface PointInTimeRequest {
  readonly spine: Spine;
  /** Columns of the spine that are taken over as they are. */
  readonly keep?: readonly string[];
  readonly views: readonly SetFeatures[];
}

/**
 * Returns a SELECT of one row for each row of the spine, repeated ones too: the spine's key, `as_of`, the columns kept, the features. A row
 * whose key is null or has no events has the features' defaults.
 *
 * Each view is one range join over the distinct keys and moments, whatever the number of its columns and windows, and all views are put beside
 * each other in one pass at the end.
 */
export function pointInTimeSelect(request: PointInTimeRequest, dialect: Dialect): string {
  const { spine, keep = [], views } = request;
  const kept = keep.filter((column) => !spine.key.includes(column));
  const ways = waysOf(request);
  const columns = [...new Set([...spine.key, ...kept, ...ways.flatMap((way) => way.key)])];
  const nameOf = (column: string) => `quern_s${columns.indexOf(column)}`;
  const spineRows: Cte = {
    name: "quern_spine",
    materialized: true,
    select: `select ${selectList([
      ...columns.map((column) => `${dialect.quoteName(column)} as ${nameOf(column)}`),
      `${dialect.quoteName(spine.asOf)} as quern_as_of`,
    ])}\nfrom ${spine.relation}`,
  };

  const roots = uniqueBy(ways, (way) => JSON.stringify(way.key));
  const rootOf = (way: Way) => roots.findIndex((root) => sameKey(root, way));
  const rootCtes = roots.map((root, i) =>
    distinctMoments(`quern_moments_${i}`, root.key.map(nameOf), "quern_spine"),
  );
  const rootJoins = roots.map(
    (root, i) =>
      `join quern_moments_${i} on ${sameMoment(root.key.map(nameOf), "quern_spine", `quern_moments_${i}`)}`,
  );

  const reached = ways.map((way, i) => {
    const moments = `quern_moments_${rootOf(way)}`;
    if (way.links.length === 0) return { ctes: [], joins: [], moments, id: `${moments}.quern_id` };
    const linked = followLinks(way.links, { moments, keyLength: way.key.length }, `quern_link_${i}`, dialect);
    const join = `join ${linked.targets} on ${linked.targets}.quern_id = ${moments}.quern_id`;
    return {
      ctes: linked.ctes,
      joins: [join],
      moments: linked.moments,
      id: `${linked.targets}.quern_target`,
    };
  });

  const layers = views.map(({ view, columns: wanted }, i) => {
    const name = `quern_view_${i}`;
    const way = reached[ways.findIndex((each) => each.views.includes(i))];
    if (way === undefined) throw new Error(`no way to the view ${view.name}`);
    const at = momentsOfTable(way.moments, view.key.length);
    return {
      ctes: viewLayer(
        view,
        wanted.map(({ column }) => column),
        at,
        name,
        dialect,
      ),
      join: `join ${name} on ${name}.quern_id = ${way.id}`,
      items: wanted.map(
        ({ column, as }) => `${name}.${dialect.quoteName(column)} as ${dialect.quoteName(as)}`,
      ),
    };
  });

  const items = [
    ...spine.key.map((column) => `quern_spine.${nameOf(column)} as ${dialect.quoteName(column)}`),
    "quern_spine.quern_as_of as as_of",
    ...kept.map((column) => `quern_spine.${nameOf(column)} as ${dialect.quoteName(column)}`),
    ...layers.flatMap((layer) => layer.items),
  ];
  const joins = [...rootJoins, ...reached.flatMap((way) => way.joins), ...layers.map((layer) => layer.join)];
  return renderWith(
    [spineRows, ...rootCtes, ...reached.flatMap((way) => way.ctes), ...layers.flatMap((layer) => layer.ctes)],
    `select ${selectList(items)}\nfrom ${["quern_spine", ...joins].join("\n")}`,
  );
}

/** From which columns of the spine, over which links, views are reached. */
interface Way {
  readonly key: readonly string[];
  readonly links: readonly EntityLink[];
  /** Positions of the views that are reached so. */
  readonly views: readonly number[];
}

function waysOf({ spine, keep = [], views }: PointInTimeRequest): readonly Way[] {
  const ways = new Map<string, Way>();
  views.forEach(({ view, links, key = keyInSpine(view.key, spine, keep, links) }, i) => {
    const identity = JSON.stringify([key, links]);
    const found = ways.get(identity);
    ways.set(identity, { key, links, views: [...(found?.views ?? []), i] });
  });
  return [...ways.values()];
}

/** Without links a view's key may stand in the spine under its own names; else it is the spine's. */
function keyInSpine(
  key: readonly string[],
  spine: Spine,
  keep: readonly string[],
  links: readonly EntityLink[],
): readonly string[] {
  const there = [...spine.key, ...keep];
  return links.length === 0 && key.every((column) => there.includes(column)) ? key : spine.key;
}

const sameKey = (one: Way, other: Way) => JSON.stringify(one.key) === JSON.stringify(other.key);

function uniqueBy<Item>(items: readonly Item[], identity: (item: Item) => string): readonly Item[] {
  return [...new Map(items.map((item) => [identity(item), item])).values()];
}
