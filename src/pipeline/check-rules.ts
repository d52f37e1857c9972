import { isRelationNode } from "../graph/node-kinds.ts";
import type { NodeId } from "../graph/types.ts";
import { findFindings } from "../rules/find-findings.ts";
import { severities as builtIn } from "../rules/index.ts";
import { type SettledFindings, settleFindings, severityOf } from "../rules/settle-findings.ts";
import type { BoundStatements } from "./bind-selected.ts";
import type { Loaded } from "./loaded.ts";
import { ruleInput } from "./rule-input.ts";
import { runUserRules } from "./user-rules.ts";

/** Holds the wanted nodes against the rules of the project: those that every project has, and those of rules/. */
export async function checkRules(
  loaded: Loaded,
  ids: ReadonlySet<NodeId>,
  statements: BoundStatements,
): Promise<SettledFindings> {
  const { graph, project } = loaded;
  const { bound } = statements;
  const severities = new Map([
    ...Object.entries(builtIn),
    ...project.rules.map(({ name, severity }) => [name, severity] as const),
  ]);
  const asked = project.rules.filter(({ name }) => severityOf(name, { graph, severities }) !== "off");
  const own = findFindings(ruleInput(loaded, ids, statements));
  const users =
    asked.length > 0
      ? await runUserRules(loaded, bound, asked)
      : { found: [], problems: [], broken: noRules };
  const wanted = users.found.map(({ rule, findings }) => ({
    rule,
    findings: findings.filter(({ node }) => ids.has(node) && isBound(node, loaded, { bound })),
  }));
  const settled = settleFindings([...own, ...wanted], {
    graph,
    severities,
    broken: users.broken,
    isKnown: (id) => isKnown(id, loaded, { bound }),
    isWhole: Object.keys(graph.nodes).every((id) => ids.has(id as NodeId)),
  });
  return { ...settled, diagnostics: [...users.problems, ...settled.diagnostics] };
}

const noRules: ReadonlySet<string> = new Set();

/** Exposures and the like are never bound. */
function isBound(id: NodeId, { graph }: Loaded, { bound }: Pick<BoundStatements, "bound">): boolean {
  const node = graph.nodes[id];
  return bound.nodes[id] !== undefined || node === undefined || !isRelationNode(node);
}

/** What could not be bound or followed may have findings that are not seen. */
function isKnown(id: NodeId, { graph }: Loaded, { bound }: Pick<BoundStatements, "bound">): boolean {
  if (graph.nodes[id]?.kind === "exposure") return true;
  const found = bound.nodes[id];
  return found !== undefined && found.untraceable === undefined;
}
