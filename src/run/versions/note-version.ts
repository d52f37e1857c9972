import type { Session } from "../../adapters/adapter.ts";
import { version as quernVersion } from "../../base/version.ts";
import type { CompiledNode, CompiledTraining } from "../../compile/types.ts";
import type { Relation } from "../../sql/relation.ts";
import type { Execution } from "../execute/execution.ts";
import { type Cell, renderRow, renderValue } from "../state/render-rows.ts";
import { renderStateTable, stateSchema } from "../state/tables.ts";
import type { BuiltVersion, PlannedNode } from "../types.ts";
import { versionOf } from "./content.ts";
import { type KeptRows, settleRows } from "./keep-rows.ts";

/** What a version is noted from. */
interface Noting {
  readonly session: Session;
  readonly planned: PlannedNode;
  readonly training: CompiledTraining;
  readonly relation: Relation;
  readonly execution: Execution;
}

/**
 * Notes which version of a training set has just been built, in the transaction that built it: a new row of `training_versions`, or a later last run
 * where these rows were built before. Rows of older versions go beyond the number that is kept. Builds of part of the data (`--sample`,
 * `--empty`) are no versions.
 */
export async function noteVersion(
  session: Session,
  planned: PlannedNode,
  { relation, training }: CompiledNode,
  kept: KeptRows | undefined,
  execution: Execution,
): Promise<BuiltVersion | undefined> {
  if (!training || !relation) return undefined;
  const noting = { session, planned, training, relation, execution };
  const found = await versionOf(session, relation, execution.dialect);
  const isPart = planned.parts.sample !== "";
  const settled = kept && (await settleRows(session, kept, found.version, { relation, training }, execution));
  const { version, rows } = { ...found, ...(settled && { version: settled.version }) };
  if (kept && settled?.isKept)
    await update(noting, kept.version, `rows_table = ${execution.dialect.renderString(kept.relation.name)}`);
  const built = isPart ? undefined : await noteBuilt(noting, version, rows);
  await forgetRows(noting);
  return built;
}

async function noteBuilt(noting: Noting, version: string, rows: number): Promise<BuiltVersion> {
  const { session, planned, training, execution } = noting;
  const { dialect, stamp, clock } = execution;
  const table = renderStateTable(dialect, "training_versions");
  const [before] = await session.rows(`SELECT rows_table FROM ${table} WHERE ${isVersion(noting, version)}`);
  const [counts = {}] = await session.rows(training.counts);
  const count = (name: string) => Number(counts[name] ?? 0);
  const built = {
    version,
    isNew: before === undefined,
    incomplete: count("incomplete"),
    ...(training.horizon !== undefined && { horizon: training.horizon }),
    purged: count("purged"),
    ...(training.purge !== undefined && { purge: training.purge }),
  };
  const moment = clock();
  if (before) {
    // What the set's own table holds need not be kept twice.
    if (typeof before.rows_table === "string") await dropRows(noting, before.rows_table);
    await update(
      noting,
      version,
      `last_run = ${dialect.renderString(stamp.runId)}, last_built_at = ${renderValue(dialect, moment)}, last_generation = ${stamp.generation}, rows_table = NULL`,
    );
    return built;
  }
  const cells: readonly Cell[] = [
    ...[planned.id, version, stamp.runId, moment, stamp.runId, moment, stamp.generation, rows],
    ...["spine_rows", "incomplete", "sampled_away", "balanced_away", "without_key"].map(count),
    typeof counts.classes === "string" ? counts.classes : null,
    training.hasParts ? await countParts(noting) : null,
    JSON.stringify(await session.columns(noting.relation)),
    null,
    JSON.stringify(await describeRows(noting, version)),
    count("purged"),
  ];
  await session.run(`INSERT INTO ${table} VALUES ${renderRow(dialect, cells)}`);
  return built;
}

async function countParts({ session, relation, execution }: Noting): Promise<string> {
  const rows = await session.rows(
    `SELECT split, count(*) AS n FROM ${execution.dialect.renderRelation(relation)} GROUP BY split ORDER BY split`,
  );
  return JSON.stringify(Object.fromEntries(rows.map(({ split, n }) => [String(split), Number(n)])));
}

/** All that the rows were made of and by, so that a model can be traced to them. */
async function describeRows({ session, planned, training, execution }: Noting, version: string) {
  const { parts } = planned;
  const fitted = training.fitted === undefined ? [] : await session.rows(training.fitted);
  return {
    node: planned.id,
    version,
    runId: execution.stamp.runId,
    quern: quernVersion,
    ...training.manifest,
    statement: parts.statement,
    fingerprint: planned.fingerprint,
    reads: { ...parts.parents, ...parts.sources },
    encodings: fitted.map(({ name, column_name, method, parameters }) => ({
      name,
      column: column_name,
      method,
      parameters: JSON.parse(String(parameters)) as unknown,
    })),
  };
}

/** Drops the rows of the versions that have been built longest ago, but for as many as are kept. */
async function forgetRows(noting: Noting): Promise<void> {
  const { session, planned, training, execution } = noting;
  const table = renderStateTable(execution.dialect, "training_versions");
  const rows = await session.rows(
    `SELECT version, rows_table FROM ${table} WHERE node = ${execution.dialect.renderString(planned.id)} AND rows_table IS NOT NULL ORDER BY last_generation DESC`,
  );
  for (const { version, rows_table } of rows.slice(training.keep)) {
    await dropRows(noting, String(rows_table));
    await update(noting, String(version), "rows_table = NULL");
  }
}

async function dropRows({ session, execution: { dialect } }: Noting, name: string): Promise<void> {
  await session.run(`DROP TABLE IF EXISTS ${dialect.renderRelation({ schema: stateSchema, name })}`);
}

async function update(noting: Noting, version: string, assignments: string): Promise<void> {
  const table = renderStateTable(noting.execution.dialect, "training_versions");
  await noting.session.run(`UPDATE ${table} SET ${assignments} WHERE ${isVersion(noting, version)}`);
}

function isVersion({ planned, execution: { dialect } }: Noting, version: string): string {
  return `node = ${dialect.renderString(planned.id)} AND version = ${dialect.renderString(version)}`;
}
