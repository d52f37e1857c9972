import type { Dialect } from "../../sql/dialect.ts";
import { currentSelect } from "../current-values.ts";
import { rowKeys } from "../source-rows.ts";
import { operand, selectList } from "../statement.ts";
import { changedEntities } from "./changed-entities.ts";
import { keptMoments, momentNames } from "./kept-moments.ts";
import { moveRows } from "./move-rows.ts";
import type { RefreshableView } from "./refreshable.ts";

/** What a refresh works on, as it stands after FROM, and from when to when it goes: SQL of TIMESTAMPs in UTC. */
export interface RefreshPlaces {
  readonly since: string;
  readonly until: string;
  /** The view's table, as of `since`. */
  readonly current: string;
  /** Moments of its entities, as of `since`: what `momentsSelect` gave. */
  readonly moments: string;
  /** A table of the rows of `changed`. */
  readonly changed: string;
  /** A table of the rows of `fresh`. */
  readonly fresh: string;
}

/** The statements of a refresh. What they leave in the table is what `currentSelect` gives at `until`. */
export interface Refresh {
  /** A SELECT of the entities to compute again. */
  readonly changed: string;
  /** A SELECT of their values and their moments, once there is a table of `changed`. */
  readonly fresh: string;
  /** What brings the tables to `until`, once there is a table of `fresh`. */
  readonly changes: readonly TableChange[];
}

export interface TableChange {
  readonly kind: "delete" | "update" | "insert";
  readonly sql: string;
}

/**
 * Returns the statements that carry a view's current values from one moment to a later one. Entities of which no window has gained or lost a row
 * keep their values; what they have of days since a row is counted again from that row's moment, and so is what expressions make of it.
 */
export function refresh(view: RefreshableView, places: RefreshPlaces, dialect: Dialect): Refresh {
  const moments = keptMoments(view, dialect);
  const { quoteName } = dialect;
  const names = [...view.key, "as_of", ...view.columns.map(({ name }) => name)].map(quoteName);
  const tables =
    moments.length === 0
      ? [{ table: places.current, names }]
      : [
          { table: places.current, names },
          { table: places.moments, names: momentNames(view, moments, dialect) },
        ];
  const same = view.key.map((name, i) => `quern_new.quern_k${i} = quern_old.${quoteName(name)}`);
  const isChanged = `exists (select 1 from ${places.changed} as quern_new where ${same.join(" and ")})`;
  const columns = [...view.columns, ...moments.map(({ column }) => column)];
  return {
    changed: changedEntities(view, places.since, places.until, dialect),
    fresh: currentSelect({ ...restrictTo(places.changed, view, dialect), columns }, places.until, dialect),
    changes: [
      ...tables.map(({ table }) => ({
        kind: "delete" as const,
        sql: `delete from ${table} as quern_old\nwhere ${isChanged}`,
      })),
      { kind: "update", sql: moveRows(view, moments, places, dialect) },
      ...tables.map(({ table, names: into }) => ({
        kind: "insert" as const,
        sql: `insert into ${table} (${into.join(", ")})\nselect ${selectList(into)}\nfrom ${places.fresh}`,
      })),
    ],
  };
}

/** Returns a SELECT of the moments that a later refresh needs, by key; undefined where it needs none. */
export function momentsSelect(view: RefreshableView, asOf: string, dialect: Dialect): string | undefined {
  const moments = keptMoments(view, dialect);
  if (moments.length === 0) return undefined;
  const names = momentNames(view, moments, dialect);
  const whole = currentSelect({ ...view, columns: moments.map(({ column }) => column) }, asOf, dialect);
  return `select ${selectList(names)}\nfrom (\n${whole}\n)`;
}

/** The view over the rows of some entities alone. */
function restrictTo(changed: string, view: RefreshableView, { quoteName }: Dialect): RefreshableView {
  const own = view.source.key.map(quoteName);
  const keys = rowKeys(own.length);
  const isChanged =
    own.length === 1
      ? `${own[0]} in (select ${keys[0]} from ${changed})`
      : `(${own.join(", ")}) in (select ${keys.join(", ")} from ${changed})`;
  const { where } = view.source;
  const both = where === undefined ? isChanged : `${isChanged}\nand ${operand(where)}`;
  return { ...view, source: { ...view.source, where: both } };
}
