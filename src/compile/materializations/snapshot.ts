import { type Diagnostic, diagnose, hasErrors } from "../../base/diagnostic.ts";
import type { Step } from "../types.ts";
import { duplicateCheck } from "./merge.ts";
import { findColumn, hasName, nameList, nodeName, qualified, scratchTable, target } from "./names.ts";
import { refusalStep } from "./refusal.ts";
import { dropOtherKind } from "./replace-relation.ts";
import { reconcileColumns } from "./schema-change.ts";
import { findExistingTable } from "./settings.ts";
import { namesOf, type SnapshotColumns, snapshotColumns } from "./snapshot-columns.ts";
import { firstVersions, type SnapshotWork, versionSteps } from "./snapshot-versions.ts";
import type { Materialization, Work } from "./types.ts";
import { unknownColumns } from "./unknown-columns.ts";

/**
 * The history of a SELECT's rows as versions that are valid from one moment to another (half-open, UTC).
 *
 * By `timestamp` a row is a version from its `updated_at` on, and a SELECT may hold many versions of a key: those not seen yet are put
 * where they belong, also between older ones, so that history can be filled in one go and built again without harm. By `check` a row
 * whose columns differ from its current version is a new one, from the run on (or from its `updated_at`). A key that comes back
 * after its deletion starts a new version.
 */
export const snapshot: Materialization = (work) => {
  const present = findExistingTable(work);
  const incoming = work.situation.selectColumns ?? [];
  const selected = incoming.map((column) => column.name);
  const own = snapshotColumns(
    work.settings,
    selected,
    present?.columns.map((column) => column.name),
  );
  const problems = [...unknownColumns(work, incoming), ...clashes(work, selected, own)];
  if (present === undefined) {
    if (hasErrors(problems)) return { value: [], diagnostics: problems };
    const snapshotWork = { ...work, own, columns: selected };
    return { value: [...stageSteps(snapshotWork), ...firstTable(snapshotWork)], diagnostics: problems };
  }
  const missing = [own.snapshotId, own.validFrom, own.validTo].filter(
    (name) => !findColumn(present.columns, name),
  );
  if (missing.length > 0)
    problems.push(diagnose("Q0413", { name: nodeName(work), relation: target(work), missing }));
  const mode = work.settings.on_schema_change ?? "append";
  const reconciled = reconcileColumns(work, present.columns, incoming, mode, namesOf(own));
  problems.push(...reconciled.diagnostics);
  if (hasErrors(problems)) return { value: [], diagnostics: problems };
  const snapshotWork = { ...work, own, columns: reconciled.value.columns };
  return {
    value: [
      ...stageSteps(snapshotWork),
      ...reconciled.value.steps,
      ...ownColumnSteps(
        snapshotWork,
        present.columns.map((column) => column.name),
      ),
      ...versionSteps(snapshotWork),
      { kind: "drop", sql: `drop table ${scratchTable(work)}` },
    ],
    diagnostics: problems,
  };
};

/** The SELECT's rows kept aside, with the moment each is valid from, and checked. */
function stageSteps(work: SnapshotWork): Step[] {
  const { settings, dialect, node } = work;
  const rows = scratchTable(work);
  const keys = settings.unique_key ?? [];
  const byTime = settings.snapshot_strategy === "timestamp";
  const time =
    settings.updated_at === undefined ? dialect.renderTimestamp(work.situation.now) : timeOf(work, "new");
  const steps: Step[] = [
    {
      kind: "stage",
      sql: `create or replace temp table ${rows} as
select ${byTime ? "distinct " : ""}new.*, ${time} as quern_from from (\n${node.select}\n) as new`,
    },
  ];
  if (settings.updated_at !== undefined) {
    steps.push(
      refusalStep(
        dialect,
        "Q0422",
        settings.updated_at,
        `select min(${keyText(work, keys)}) as example, count(*) as n from ${rows} where quern_from is null`,
      ),
    );
  }
  if (!byTime) return [...steps, duplicateCheck(work, keys, rows)];
  const shown = `${keyText(work, keys)} || ' at ' || quern_from`;
  steps.push(
    refusalStep(
      dialect,
      "Q0421",
      [...keys, settings.updated_at].join(", "),
      `select min(example) as example, count(*) as n from (
  select ${shown} as example from ${rows} group by ${nameList(work, keys)}, quern_from having count(*) > 1
)`,
    ),
  );
  return steps;
}

function firstTable(work: SnapshotWork): Step[] {
  return [
    ...dropOtherKind(work, "table"),
    { kind: "create", sql: `create or replace table ${target(work)} as\n${firstVersions(work)}` },
    { kind: "drop", sql: `drop table ${scratchTable(work)}` },
  ];
}

/** Columns of ours that the table does not have yet, since the settings were others when it was made. */
function ownColumnSteps(work: SnapshotWork, present: readonly string[]): Step[] {
  const { isDeleted, updatedAt } = work.own;
  const steps: Step[] = [];
  const add = (definition: string): void => {
    steps.push({ kind: "alter", sql: `alter table ${target(work)} add column ${definition}` });
  };
  if (isDeleted !== undefined && !hasName(present, isDeleted)) {
    add(`${qualified(work, isDeleted)} BOOLEAN default false`);
  }
  if (updatedAt !== undefined && !hasName(present, updatedAt)) add(`${qualified(work, updatedAt)} TIMESTAMP`);
  return steps;
}

function clashes(work: Work, selected: readonly string[], own: SnapshotColumns): Diagnostic[] {
  const columns = [own.snapshotId, own.validFrom, own.validTo].filter((name) => hasName(selected, name));
  return columns.length === 0 ? [] : [diagnose("Q0414", { name: nodeName(work), columns })];
}

/** `updated_at` as a UTC timestamp, whatever type of time it has. */
function timeOf(work: Work, alias: string): string {
  const text = work.settings.updated_at ?? "";
  const isName = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text);
  return `cast(${isName ? qualified(work, text, alias) : `(${text})`} as TIMESTAMP)`;
}

function keyText(work: Work, keys: readonly string[]): string {
  return keys.map((key) => `coalesce(${qualified(work, key)}::VARCHAR, 'NULL')`).join(" || ', ' || ");
}
