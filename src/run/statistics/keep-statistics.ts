import type { Session } from "../../adapters/adapter.ts";
import { type Diagnostic, hasErrors } from "../../base/diagnostic.ts";
import type { CompiledNode } from "../../compile/types.ts";
import { type DriftOptions, findDrift } from "../../features/statistics/find-drift.ts";
import { measureTable } from "../../features/statistics/measure-table.ts";
import { type DriftRule, exceeds, isCompared } from "../../features/statistics/request.ts";
import type { Execution } from "../execute/execution.ts";
import type { PlannedNode } from "../types.ts";
import { explainDrift, judgeDrift } from "./judge-drift.ts";
import { measuredColumns } from "./measured-columns.ts";
import {
  type JudgedDrift,
  renderDrift,
  renderForget,
  renderStatistics,
  type StatisticsStamp,
} from "./render-statistics.ts";
import { type Compared, kindOf, resolveReference } from "./resolve-reference.ts";

/** What was found about a node's features while it is built. */
export interface KeptOutcome {
  readonly diagnostics: readonly Diagnostic[];
  /** A rule of severity error is broken: roll back, and then run `refusal`. */
  readonly isRefused: boolean;
  /** The statements that keep the figures of a build that is rolled back. */
  readonly refusal: readonly string[];
}

const nothing: KeptOutcome = { diagnostics: [], isRefused: false, refusal: [] };

/**
 * Measures the features of a node that has just been built, compares them as the node asks, and keeps both: in the transaction that publishes the node,
 * so that only what is published has statistics. Builds of part of the data (`--sample`, `--empty`) keep none; `quern run`, which tests
 * nothing, compares without judging.
 */
export async function keepStatistics(
  planned: PlannedNode,
  { relation, statistics: request }: CompiledNode,
  session: Session,
  execution: Execution,
): Promise<KeptOutcome> {
  const { context, stamp: run, clock, dialect, command } = execution;
  if (!request || request.keep === 0 || relation === null || planned.parts.sample !== "") return nothing;
  const ask = (sql: string) => session.rows(sql);
  const columns = measuredColumns(await session.columns(relation), {
    leaveOut: request.leaveOut,
    isPersonal: (column) =>
      request.personal.some((name) => name.toLowerCase() === column.toLowerCase()) ||
      (context.isPersonal?.(planned.id, column) ?? false),
  });
  const table = {
    from: dialect.renderRelation(relation),
    isTable: (await kindOf(session, relation)) === "table",
  };
  const asOfColumn = request.asOf === undefined ? undefined : dialect.quoteName(request.asOf);
  const asOf = await lastMoment(session, table.from, asOfColumn);
  const moment = clock();
  const stamp: StatisticsStamp = { ...run, node: planned.id, moment, asOf };
  const compared: Compared = {
    node: planned.id,
    table,
    columns,
    asOfColumn,
    moment: asOf ?? moment.toISOString().slice(0, 19).replace("T", " "),
  };
  const rules = request.drift.map((rule) => (command === "run" ? withoutLimits(rule) : rule));
  const drift: JudgedDrift[] = [];
  const diagnostics: Diagnostic[] = [];
  const node = context.graph.nodes[planned.id];
  for (const rule of rules) {
    const judged = await compare(session, compared, rule, execution);
    drift.push(...judged);
    const problem = explainDrift(judged, rule, { name: node?.name ?? planned.id, span: node?.span });
    if (problem !== undefined) diagnostics.push(problem);
  }
  if (hasErrors(diagnostics))
    return { diagnostics, isRefused: true, refusal: renderDrift(drift, false, stamp, dialect) };
  const statistics = await measureTable(ask, table, columns, dialect);
  await runAll(session, [
    ...renderStatistics(statistics, stamp, dialect),
    ...renderDrift(drift, true, stamp, dialect),
    ...renderForget(planned.id, request.keep, dialect),
  ]);
  return { diagnostics, isRefused: false, refusal: [] };
}

async function compare(
  session: Session,
  compared: Compared,
  rule: DriftRule,
  { dialect }: Execution,
): Promise<readonly JudgedDrift[]> {
  const found = await resolveReference(session, compared, rule.reference, dialect);
  if (found === undefined) return [];
  const columns = compared.columns.filter(({ name, kind }) => isCompared(rule, name, kind));
  const options: DriftOptions = {
    dialect,
    needsExactKs: (_feature, lower, upper) => exceeds(rule.ks, upper) && !exceeds(rule.ks, lower),
  };
  const ask = (sql: string) => session.rows(sql);
  return judgeDrift(await findDrift(ask, found.table, columns, found.reference, options), rule);
}

function withoutLimits({ psi: _psi, ks: _ks, ...rule }: DriftRule): DriftRule {
  return rule;
}

/** The last moment that rows of a relation speak of, as the engine writes it. */
export async function lastMoment(
  session: Session,
  from: string,
  column: string | undefined,
): Promise<string | null> {
  if (column === undefined) return null;
  const [row] = await session.rows(
    `SELECT CAST(max(CAST(${column} AS TIMESTAMP)) AS VARCHAR) AS moment FROM ${from}`,
  );
  return typeof row?.moment === "string" ? row.moment : null;
}

async function runAll(session: Session, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await session.run(statement);
}
