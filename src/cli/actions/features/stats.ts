import { DiagnosticError, diagnose } from "../../../base/diagnostic.ts";
import { readStatistics } from "../../../run/statistics/read-statistics.ts";
import type { ExitCode, Invocation } from "../../command.ts";
import { hasStateTable, openFeatureNode, readTarget } from "../../features/open-feature-node.ts";
import { renderStatisticsTable } from "../../features/render-statistics.ts";

/** What `quern features stats` does. */
export async function featuresStats(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const named = await openFeatureNode(invocation);
  const { node } = named;
  const kept = await readTarget(named, invocation, async (session, dialect) =>
    (await hasStateTable(session, "feature_statistics"))
      ? readStatistics((sql) => session.rows(sql), node.id, { kind: "last" }, dialect)
      : undefined,
  );
  if (kept === undefined) throw new DiagnosticError([diagnose("Q1285", { name: node.name })]);
  if (terminal.json) terminal.printJson({ node: node.name, ...kept });
  else terminal.print(renderStatisticsTable(node.name, kept, terminal.paint));
  return 0;
}
