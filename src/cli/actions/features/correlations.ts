import { DiagnosticError, diagnose } from "../../../base/diagnostic.ts";
import { reportAssociations } from "../../../features/association/report.ts";
import { kindOf } from "../../../run/statistics/resolve-reference.ts";
import type { ExitCode, Invocation } from "../../command.ts";
import { openFeatureNode, publishedFeatures, readTarget } from "../../features/open-feature-node.ts";
import { renderAssociations } from "../../features/render-associations.ts";

/** From which association on two features are told. */
const defaultLimit = 0.9;

/** Rows of a batch. */
const batchRows = 10_000;

/** What `quern features correlations` does. */
export async function featuresCorrelations(invocation: Invocation): Promise<ExitCode> {
  const { options, terminal } = invocation;
  const limit = options.strength ?? defaultLimit;
  if (limit > 1)
    throw new DiagnosticError([
      diagnose("Q0704", { option: "--limit", value: String(limit), expected: "a number from 0 to 1" }),
    ]);
  const named = await openFeatureNode(invocation);
  const { node, relation, request } = named;
  const report = await readTarget(named, invocation, async (session, dialect) => {
    const columns = await publishedFeatures(named, session);
    const isTable = (await kindOf(session, relation)) === "table";
    return reportAssociations(
      {
        ask: (sql) => session.rows(sql),
        read: (sql) => session.readBatches(sql, batchRows),
      },
      { from: dialect.renderRelation(relation), isTable },
      columns,
      { limit, dialect, ...(request.label !== undefined && { label: request.label }) },
    );
  });
  if (terminal.json) terminal.printJson({ node: node.name, limit, label: request.label ?? null, ...report });
  else terminal.print(renderAssociations(node.name, report, { limit, label: request.label }, terminal.paint));
  return 0;
}
