import type { Session } from "../../../adapters/adapter.ts";
import { DiagnosticError, diagnose } from "../../../base/diagnostic.ts";
import { findDrift } from "../../../features/statistics/find-drift.ts";
import { type DriftReference, describeReference, isCompared } from "../../../features/statistics/request.ts";
import { lastMoment } from "../../../run/statistics/keep-statistics.ts";
import { type KeptDrift, readDrift } from "../../../run/statistics/read-drift.ts";
import { readStatistics } from "../../../run/statistics/read-statistics.ts";
import { kindOf, resolveReference } from "../../../run/statistics/resolve-reference.ts";
import type { Dialect } from "../../../sql/dialect.ts";
import type { ExitCode, Invocation } from "../../command.ts";
import { findReference } from "../../features/find-reference.ts";
import {
  hasStateTable,
  type NamedFeatures,
  openFeatureNode,
  publishedFeatures,
  readTarget,
} from "../../features/open-feature-node.ts";
import { type DriftGroup, driftAsJson, renderDriftTable } from "../../features/render-drift.ts";

/** What `quern features drift` does: what the last build found, or, against a reference, what is found now. */
export async function featuresDrift(invocation: Invocation): Promise<ExitCode> {
  const { options, terminal } = invocation;
  const named = await openFeatureNode(invocation);
  const { name } = named.node;
  const asked = options.reference;
  const reference = asked === undefined ? undefined : await findReference(asked, named);
  const groups = await readTarget(named, invocation, async (session, dialect) => {
    const kept = reference === undefined ? await readKept(named, session, dialect) : undefined;
    if (kept !== undefined) return groupsOf(kept);
    const against = reference ?? { kind: "previous" };
    return [await compareNow(named, against, session, dialect)];
  });
  if (terminal.json) for (const group of groups) terminal.printJson(driftAsJson(name, group));
  else terminal.print(groups.map((group) => renderDriftTable(name, group, terminal.paint)).join("\n\n"));
  return 0;
}

async function readKept(
  { node }: NamedFeatures,
  session: Session,
  dialect: Dialect,
): Promise<KeptDrift | undefined> {
  if (!(await hasStateTable(session, "feature_drift"))) return undefined;
  return readDrift((sql) => session.rows(sql), node.id, dialect);
}

function groupsOf({ drift, isPublished }: KeptDrift): readonly DriftGroup[] {
  const references = [...new Set(drift.map(({ reference }) => reference))];
  return references.map((reference) => ({
    reference,
    isPublished,
    drift: drift.filter((each) => each.reference === reference),
  }));
}

async function compareNow(
  named: NamedFeatures,
  reference: DriftReference,
  session: Session,
  dialect: Dialect,
): Promise<DriftGroup> {
  const { node, relation, request } = named;
  const columns = await publishedFeatures(named, session);
  const ask = (sql: string) => session.rows(sql);
  const kept = (await hasStateTable(session, "feature_statistics"))
    ? await readStatistics(ask, node.id, { kind: "last" }, dialect)
    : undefined;
  if (kept === undefined && reference.kind !== "relation" && reference.kind !== "window")
    throw new DiagnosticError([diagnose("Q1285", { name: node.name })]);
  const table = {
    from: dialect.renderRelation(relation),
    isTable: (await kindOf(session, relation)) === "table",
  };
  const asOfColumn = request.asOf === undefined ? undefined : dialect.quoteName(request.asOf);
  const moment = (await lastMoment(session, table.from, asOfColumn)) ?? kept?.computedAt ?? "";
  const compared = {
    node: node.id,
    table,
    columns,
    asOfColumn,
    moment,
    ...(kept && { generation: kept.generation }),
  };
  const found = await resolveReference(session, compared, reference, dialect);
  const called = describeReference(reference);
  if (found === undefined)
    throw new DiagnosticError([diagnose("Q1286", { name: node.name, reference: called })]);
  const wanted = columns.filter(({ name, kind }) => isCompared({}, name, kind));
  const drift = await findDrift(ask, found.table, wanted, found.reference, { dialect });
  return {
    reference: called,
    isPublished: true,
    drift: drift.map((each) => ({ ...each, reference: called, alert: null })),
  };
}
