import type { Step } from "../types.ts";
import { hasName, nameList, qualified, sameKey, scratchTable, target } from "./names.ts";
import type { SnapshotColumns } from "./snapshot-columns.ts";
import type { Work } from "./types.ts";

/** A snapshot whose SELECT is in the scratch table, each row with `quern_from`, its moment. */
export interface SnapshotWork extends Work {
  readonly own: SnapshotColumns;
  /** Columns of the SELECT to keep. */
  readonly columns: readonly string[];
}

const forever = "timestamp 'infinity'";

/** The SELECT of a first build: every row a version, until the next of its key. */
export function firstVersions(work: SnapshotWork): string {
  const keys = nameList(work, keysOf(work), "new");
  const until = `coalesce(lead(new.quern_from) over (partition by ${keys} order by new.quern_from), ${forever})`;
  const { snapshotId, validFrom, validTo, updatedAt, isDeleted } = work.own;
  const own = [
    `${renderId(work, "new", "quern_from")} as ${qualified(work, snapshotId)}`,
    `new.quern_from as ${qualified(work, validFrom)}`,
    `${renderEnd(work, until)} as ${qualified(work, validTo)}`,
    ...(updatedAt === undefined ? [] : [`new.quern_from as ${qualified(work, updatedAt)}`]),
    ...(isDeleted === undefined ? [] : [`false as ${qualified(work, isDeleted)}`]),
  ];
  return `select ${nameList(work, work.columns, "new")},\n  ${own.join(",\n  ")}\nfrom ${scratchTable(work)} as new`;
}

/**
 * The steps of a later build. `last` is what is known of each key, `versions` the rows to add with the moment each starts, `ends` where
 * the versions of the keys concerned end once those are among them.
 */
export function versionSteps(work: SnapshotWork): Step[] {
  const last = scratchTable(work, "last");
  const versions = scratchTable(work, "versions");
  const ends = scratchTable(work, "ends");
  const byTime = work.settings.snapshot_strategy === "timestamp";
  return [
    stage(last, lastVersions(work)),
    stage(versions, byTime ? unseenVersions(work, last) : changedVersions(work, last)),
    ...deletionSteps(work, versions),
    {
      kind: "delete",
      sql: `delete from ${target(work)} as old
where exists (select 1 from ${versions} as new where ${sameKey(work, keysOf(work), "old", "new")} and new.quern_start = ${from(work)})`,
    },
    stage(ends, versionEnds(work, versions)),
    closeStep(work, ends),
    insertStep(work, versions, ends),
    ...[last, versions, ends].map((name): Step => ({ kind: "drop", sql: `drop table ${name}` })),
  ];
}

function stage(name: string, select: string): Step {
  return { kind: "stage", sql: `create or replace temp table ${name} as\n${select}` };
}

/** Of each key the last version: where it starts and ends, whether it marks a deletion, and the source's time. */
function lastVersions(work: SnapshotWork): string {
  const keys = nameList(work, keysOf(work), "old");
  return `select ${keys}, max(${from(work)}) as quern_last,
  arg_max(${endOf(work)}, ${from(work)}) as quern_end,
  arg_max(${isTombstone(work)}, ${from(work)}) as quern_deleted,
  arg_max(coalesce(${sourceTime(work)}, ${from(work)}), ${from(work)}) as quern_source
from ${target(work)} as old group by ${keys}`;
}

/**
 * By timestamp: the latest row of a key where the key is new, was deleted, or has moved on; and rows whose time is not among the
 * versions yet. A row that comes back with a time from before its deletion starts now, since until now it was not there.
 */
function unseenVersions(work: SnapshotWork, last: string): string {
  const keys = keysOf(work);
  const match = sameKey(work, keys, "old", "judged");
  return `with ranked as (
  select new.*, row_number() over (partition by ${nameList(work, keys, "new")} order by new.quern_from desc) = 1 as quern_latest
  from ${scratchTable(work)} as new
), judged as (
  select ranked.*, last.quern_last, last.quern_end, ${boundary} as quern_boundary,
    quern_latest and last.quern_last is not null and (not ${isLive} or last.quern_source < ranked.quern_from) as quern_becomes
  from ranked left join ${last} as last on ${sameKey(work, keys, "ranked", "last")}
)
select ${nameList(work, work.columns, "judged")},
  case when quern_becomes and (quern_from < quern_boundary or (quern_from = quern_boundary and quern_end = ${forever}))
    then ${nowAfter(work, "quern_boundary")} else quern_from end as quern_start,
  quern_from as quern_source, false as quern_deleted
from judged
where quern_last is null or quern_becomes or (
  not exists (select 1 from ${target(work)} as old where ${match} and ${sourceTime(work)} = judged.quern_from)
  and not exists (select 1 from ${target(work)} as old where ${match} and ${from(work)} = judged.quern_from))`;
}

/** By check: rows whose key is new, was deleted, or whose columns differ from the current version. */
function changedVersions(work: SnapshotWork, last: string): string {
  const keys = keysOf(work);
  const { check_cols: named = [] } = work.settings;
  const all = named.length === 1 && named[0] === "all";
  const compared = work.columns.filter((name) => !hasName(keys, name) && (all || hasName(named, name)));
  const differs = compared.map(
    (name) => `${qualified(work, name, "old")} is distinct from ${qualified(work, name, "new")}`,
  );
  const changed = differs.length === 0 ? "" : `\n  or ${differs.join("\n  or ")}`;
  const start = `case when last.quern_last is null or new.quern_from > ${boundary}
    or (new.quern_from = ${boundary} and last.quern_end <> ${forever})
    then new.quern_from else ${nowAfter(work, boundary)} end`;
  return `select ${nameList(work, work.columns, "new")}, ${start} as quern_start, ${start} as quern_source, false as quern_deleted
from ${scratchTable(work)} as new
left join ${last} as last on ${sameKey(work, keys, "new", "last")}
left join (
  select * from ${target(work)} as old where ${isCurrent(work)}
) as old on ${sameKey(work, keys, "new", "old")}
where ${from(work)} is null${changed}`;
}

/** Keys that are gone from the SELECT: left alone, closed, or closed by a version that marks the deletion. */
function deletionSteps(work: SnapshotWork, versions: string): Step[] {
  const mode = work.settings.hard_deletes ?? "ignore";
  if (mode === "ignore") return [];
  const gone = `${isCurrent(work)}
  and not exists (select 1 from ${scratchTable(work)} as new where ${sameKey(work, keysOf(work), "old", "new")})`;
  const moment = nowAfter(work, from(work));
  if (mode === "invalidate") {
    return [
      {
        kind: "merge",
        sql: `update ${target(work)} as old set ${qualified(work, work.own.validTo)} = ${moment}\nwhere ${gone}`,
      },
    ];
  }
  return [
    {
      kind: "stage",
      sql: `insert into ${versions}
select ${nameList(work, work.columns, "old")}, ${moment}, coalesce(${sourceTime(work)}, ${moment}), true
from ${target(work)} as old where ${gone}`,
    },
  ];
}

/** An old version ends where it did, or where a new one starts within it; a new one put into a closed version ends with that. */
function versionEnds(work: SnapshotWork, versions: string): string {
  const keys = keysOf(work);
  const names = nameList(work, keys);
  return `with versions as (
  select ${nameList(work, keys, "old")}, ${from(work)} as quern_start, ${endOf(work)} as quern_end, false as quern_new
  from ${target(work)} as old
  where exists (select 1 from ${versions} as new where ${sameKey(work, keys, "old", "new")})
  union all
  select ${names}, quern_start, null, true from ${versions}
), spread as (
  select *,
    last_value(quern_end ignore nulls) over (partition by ${names} order by quern_start rows between unbounded preceding and 1 preceding) as quern_before,
    lead(quern_start) over (partition by ${names} order by quern_start) as quern_next
  from versions
)
select ${names}, quern_start, quern_end, quern_new, least(
  case when not quern_new then quern_end when quern_before > quern_start then quern_before else ${forever} end,
  coalesce(quern_next, ${forever})) as quern_until
from spread`;
}

function closeStep(work: SnapshotWork, ends: string): Step {
  return {
    kind: "merge",
    sql: `update ${target(work)} as old set ${qualified(work, work.own.validTo)} = ${renderEnd(work, "ends.quern_until")}
from ${ends} as ends
where ${sameKey(work, keysOf(work), "old", "ends")} and ${from(work)} = ends.quern_start
  and not ends.quern_new and ends.quern_until <> ends.quern_end`,
  };
}

function insertStep(work: SnapshotWork, versions: string, ends: string): Step {
  const { snapshotId, validFrom, validTo, updatedAt, isDeleted } = work.own;
  const own: readonly (readonly [string | undefined, string])[] = [
    [snapshotId, renderId(work, "new", "quern_start")],
    [validFrom, "new.quern_start"],
    [validTo, renderEnd(work, "ends.quern_until")],
    [updatedAt, "new.quern_source"],
    [isDeleted, "new.quern_deleted"],
  ];
  const written = own.filter((pair): pair is readonly [string, string] => pair[0] !== undefined);
  return {
    kind: "insert",
    sql: `insert into ${target(work)} (${nameList(work, [...work.columns, ...written.map(([name]) => name)])})
select ${nameList(work, work.columns, "new")},
  ${written.map(([, value]) => value).join(",\n  ")}
from ${versions} as new
join ${ends} as ends on ${sameKey(work, keysOf(work), "new", "ends")} and ends.quern_start = new.quern_start and ends.quern_new`,
  };
}

function keysOf(work: Work): readonly string[] {
  return work.settings.unique_key ?? [];
}

/** The same for the same key and moment, however often the history is built. */
function renderId(work: Work, alias: string, start: string): string {
  const parts = [...keysOf(work).map((key) => qualified(work, key, alias)), `${alias}.${start}`];
  return `md5(to_json([${parts.map((part) => `${part}::VARCHAR`).join(", ")}])::VARCHAR)`;
}

function from(work: SnapshotWork): string {
  return qualified(work, work.own.validFrom, "old");
}

/** Where a version ends; infinity for a current one, be its `valid_to` NULL or what `valid_to_current` says. */
function endOf(work: SnapshotWork): string {
  const end = qualified(work, work.own.validTo, "old");
  const marker = work.settings.valid_to_current;
  if (marker === undefined) return `coalesce(${end}, ${forever})`;
  return `case when ${end} is null or ${end} = cast((${marker}) as TIMESTAMP) then ${forever} else ${end} end`;
}

function renderEnd(work: Work, end: string): string {
  return `case when ${end} = ${forever} then cast((${work.settings.valid_to_current ?? "NULL"}) as TIMESTAMP) else ${end} end`;
}

function isTombstone(work: SnapshotWork): string {
  const { isDeleted } = work.own;
  return isDeleted === undefined ? "false" : `coalesce(${qualified(work, isDeleted, "old")}, false)`;
}

function isCurrent(work: SnapshotWork): string {
  return `${endOf(work)} = ${forever} and not ${isTombstone(work)}`;
}

/** The source's own time of a version in the table. */
function sourceTime(work: SnapshotWork): string {
  const { updated_at: time, snapshot_strategy: strategy } = work.settings;
  if (strategy !== "timestamp" || time === undefined) return from(work);
  const isName = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(time);
  return `cast(${isName ? qualified(work, time, "old") : `(${time})`} as TIMESTAMP)`;
}

function nowAfter({ dialect, situation }: Work, moment: string): string {
  return `greatest(${dialect.renderTimestamp(situation.now)}, ${moment})`;
}

const isLive = `(last.quern_end = ${forever} and not last.quern_deleted)`;

/** The first moment at which a next version could start. */
const boundary = `(case when last.quern_end = ${forever} then last.quern_last else last.quern_end end)`;
