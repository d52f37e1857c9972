import type { Dialect } from "../sql/dialect.ts";
import { pointInTimeSelect } from "./point-in-time.ts";
import { type Cte, operand, renderWith, selectList } from "./statement.ts";
import type { SetFeatures, TrainingSet } from "./training-types.ts";
import type { FeatureColumn, FeatureView } from "./types.ts";

/** Features that are asked for together, as they are now: those of one view, or of a set. */
export interface ServedFeatures {
  /** Names of the entity's key columns. */
  readonly key: readonly string[];
  readonly views: readonly ServedView[];
  readonly expressions: TrainingSet["expressions"];
}

export interface ServedView extends SetFeatures {
  /** What stands after FROM for its table of current values. */
  readonly current: string;
}

/** Whose values: of all that a view knows, of one (SQL of each part of its key), or of an entity that nobody knows. */
export type Whose = "all" | "nobody" | readonly string[];

/** Name of the column that holds the moment of a view: null where it does not know the entity. */
export const momentColumn = (view: number): string => `quern_moment_${view}`;

/**
 * Returns a SELECT of values from tables of current values: the key, the moment of each view, the features. Where a view does not know an entity,
 * its features are what training gives to it then. Related entities are those that one has at the newest moment of the tables.
 */
export function servedSelect(set: ServedFeatures, whose: Whose, dialect: Dialect): string {
  const name = dialect.quoteName;
  const [only] = set.views;
  if (whose === "all" && only && isPlain(set)) {
    const items = only.columns.map(({ column, as }) => `${name(column)} as ${name(as)}`);
    return `select ${selectList([...set.key.map(name), `as_of as ${momentColumn(0)}`, ...items])}\nfrom ${only.current}`;
  }
  const spine: Cte = { name: "quern_asked", select: spineSelect(set, whose, dialect), materialized: true };
  const views = set.views.map((view, index) => joinView(set, view, index, dialect));
  const rows = `select ${selectList([
    ...set.key.map((column) => `quern_asked.${name(column)}`),
    "quern_asked.as_of",
    ...set.views.map((_, index) => `quern_view_${index}.as_of as ${momentColumn(index)}`),
    ...views.flatMap(({ items }) => items),
  ])}\nfrom ${["quern_asked", ...views.flatMap(({ joins }) => joins)].join("\n")}`;
  return renderWith([spine, ...views.flatMap(({ ctes }) => ctes)], finish(set, rows, dialect));
}

/**
 * Returns a SELECT of one entity's values as they stood at a moment, worked out from the rows of the sources: columns as those of `servedSelect`.
 *
 * @param key SQL of each part of its key
 * @param asOf SQL of a TIMESTAMP in UTC
 */
export function servedAt(
  set: ServedFeatures,
  key: readonly string[],
  asOf: string,
  dialect: Dialect,
): string {
  const name = dialect.quoteName;
  const parts = set.key.map((column, index) => `${key[index]} as ${name(column)}`);
  const known = (index: number) => `quern_known_${index}`;
  const asked = pointInTimeSelect(
    {
      spine: {
        relation: `(select ${[...parts, `${asOf} as as_of`].join(", ")})`,
        key: set.key,
        asOf: "as_of",
      },
      views: set.views.map(({ current: _, ...taken }, index) => ({
        ...taken,
        view: { ...taken.view, columns: [presence(taken.view), ...taken.view.columns] },
        columns: [{ column: presenceName, as: known(index) }, ...taken.columns],
      })),
    },
    dialect,
  );
  const moments = set.views.map(
    (_, index) => `case when ${known(index)} > 0 then as_of end as ${momentColumn(index)}`,
  );
  return finish(set, `select *, ${moments.join(", ")}\nfrom (\n${asked}\n)`, dialect);
}

/** Returns a SELECT whose columns have the types of the key's parts. @param from the tables of current values, or what these are made of */
export function keySelect(
  { key, views }: ServedFeatures,
  from: "current" | "sources",
  dialect: Dialect,
): string {
  const [first] = views;
  const link = first?.links[0];
  const columns = link?.from ?? (from === "current" ? first?.view.key : first?.view.source.key) ?? [];
  const relation = link?.relation ?? (from === "current" ? first?.current : first?.view.source.relation);
  const items = columns.map(
    (column, index) => `${dialect.quoteName(column)} as ${dialect.quoteName(key[index] ?? "")}`,
  );
  return `select ${items.join(", ")} from ${relation}`;
}

/** Returns a SELECT of one row: the newest moment of each view's table, and the features of an entity that none of them knows. */
export function unknownSelect(set: ServedFeatures, dialect: Dialect): string {
  const names = featuresOf(set).map(dialect.quoteName);
  return `select ${selectList([...newestMoments(set), ...names])}\nfrom (\n${servedSelect(set, "nobody", dialect)}\n)`;
}

/** Returns a SELECT of one row: the newest moment of each view's table. */
export function newestSelect(set: ServedFeatures): string {
  return `select ${newestMoments(set).join(", ")}`;
}

function newestMoments({ views }: ServedFeatures): readonly string[] {
  return views.map(({ current }, index) => `(select max(as_of) from ${current}) as ${momentColumn(index)}`);
}

/** Names of the features, in order. */
function featuresOf({ views, expressions }: ServedFeatures): readonly string[] {
  return [
    ...views.flatMap(({ columns }) => columns.map(({ as }) => as)),
    ...expressions.map(({ name }) => name),
  ];
}

function isPlain({ key, views, expressions }: ServedFeatures): boolean {
  const isOwn = views.every(({ view, links }) => links.length === 0 && String(view.key) === String(key));
  return views.length === 1 && expressions.length === 0 && isOwn;
}

/** The entities, and the moment that expressions and links go by. */
function spineSelect(set: ServedFeatures, whose: Whose, dialect: Dialect): string {
  const name = dialect.quoteName;
  const newest = set.views.map(({ current }) => `(select max(as_of) from ${current})`);
  const moment = `greatest(${newest.join(", ")}) as as_of`;
  if (Array.isArray(whose))
    return `select ${[...set.key.map((column, index) => `${whose[index]} as ${name(column)}`), moment].join(", ")}`;
  const known = set.views.map(({ current, links: [first], view }) => {
    const columns = first ? first.from : view.key;
    const renamed = columns.map((column, index) => `${name(column)} as ${name(set.key[index] ?? "")}`);
    return `select ${renamed.join(", ")} from ${first?.relation ?? current}`;
  });
  const all = `(\n${known.join("\nunion\n")}\n)`;
  // No entity has a null in its key: it stands for one that is nowhere.
  return whose === "all"
    ? `select *, ${moment} from ${all}`
    : `select ${set.key.map((column) => `any_value(${name(column)}) filter (where false) as ${name(column)}`).join(", ")}, ${moment} from ${all}`;
}

interface Joined {
  readonly ctes: readonly Cte[];
  readonly joins: readonly string[];
  readonly items: readonly string[];
}

function joinView(set: ServedFeatures, served: ServedView, index: number, dialect: Dialect): Joined {
  const name = dialect.quoteName;
  const { view, columns, current } = served;
  const [table, unknown] = [`quern_view_${index}`, `quern_unknown_${index}`];
  const linked = linkedKeys(set, served, index, dialect);
  const keys = view.key.map((column, part) => {
    const own = linked ? `${linked.name}.${linkedKey(part)}` : `quern_asked.${name(set.key[part] ?? "")}`;
    return `${table}.${name(column)} = ${own}`;
  });
  return {
    ctes: [
      ...(linked ? [linked] : []),
      { name: unknown, select: defaultsSelect(served, dialect), materialized: true },
    ],
    joins: [
      ...(linked ? [`left join ${linked.name} on ${sameKey(set.key, linked.name, dialect)}`] : []),
      `left join ${current} as ${table} on ${keys.join(" and ")}`,
      `cross join ${unknown}`,
    ],
    items: columns.map(
      ({ column, as }) =>
        `case when ${table}.as_of is not null then ${table}.${name(column)} else ${unknown}.${name(as)} end as ${name(as)}`,
    ),
  };
}

const linkedKey = (part: number): string => `quern_key_${part}`;

/** The key of the entity that each one asked for leads to; undefined where it is the one asked for. */
function linkedKeys(
  set: ServedFeatures,
  { view, links, current }: ServedView,
  index: number,
  dialect: Dialect,
): Cte | undefined {
  if (links.length === 0) return undefined;
  const keys: FeatureView = {
    name: view.name,
    key: view.key,
    source: { relation: current, key: view.key, clock: { kind: "none" }, zone: "UTC", order: [] },
    columns: view.key.map((column, part) => ({
      kind: "attribute",
      name: linkedKey(part),
      value: dialect.quoteName(column),
    })),
  };
  const columns = view.key.map((_, part) => ({ column: linkedKey(part), as: linkedKey(part) }));
  const spine = { relation: "quern_asked", key: set.key, asOf: "as_of" };
  return {
    name: `quern_linked_${index}`,
    select: pointInTimeSelect({ spine, views: [{ view: keys, columns, links }] }, dialect),
  };
}

/**
 * What training gives to an entity without a row, at the newest moment of the table, or of the others where it is empty: no row of the source is
 * looked at.
 */
function defaultsSelect({ view, columns, current }: ServedView, dialect: Dialect): string {
  const nobody = view.key.map((column) => {
    const name = dialect.quoteName(column);
    return `any_value(${name}) filter (where false) as ${name}`;
  });
  const spine = {
    relation: `(select ${nobody.join(", ")}, coalesce(max(as_of), (select any_value(as_of) from quern_asked)) as as_of from ${current})`,
    key: view.key,
    asOf: "as_of",
  };
  const empty = { ...view, source: { ...view.source, where: "false" } };
  return pointInTimeSelect({ spine, views: [{ view: empty, columns, links: [] }] }, dialect);
}

const presenceName = "quern_presence";

/** Above 0 where a view has a row of an entity. */
function presence({ source }: FeatureView): FeatureColumn {
  return source.clock.kind === "events"
    ? { kind: "aggregate", name: presenceName, aggregate: { kind: "count" }, window: null }
    : { kind: "attribute", name: presenceName, value: "1" };
}

function sameKey(key: readonly string[], other: string, { quoteName }: Dialect): string {
  return key
    .map((column) => `quern_asked.${quoteName(column)} = ${other}.${quoteName(column)}`)
    .join(" and ");
}

/** Adds the expressions, each of which may name what is before it, and puts the columns into their order. */
function finish(set: ServedFeatures, rows: string, { quoteName }: Dialect): string {
  const select = set.expressions.reduce(
    (before, { name, value }) => `select *, ${operand(value)} as ${quoteName(name)}\nfrom (\n${before}\n)`,
    rows,
  );
  const columns = [
    ...set.key.map(quoteName),
    ...set.views.map((_, index) => momentColumn(index)),
    ...featuresOf(set).map(quoteName),
  ];
  return `select ${selectList(columns)}\nfrom (\n${select}\n)`;
}
