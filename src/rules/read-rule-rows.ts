import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { nodesOf } from "../graph/node-list.ts";
import type { Graph, Node, NodeId } from "../graph/types.ts";
import type { RuleDefinition } from "../project/definitions.ts";
import { nameOf } from "./place-of-read.ts";
import type { Finding } from "./types.ts";

export interface ReadRows {
  readonly findings: readonly Finding[];
  /** What is wrong with the rule itself. */
  readonly problems: readonly Diagnostic[];
}

/** Finds nodes by id or by name; of several with one name the one that becomes a relation. */
export type NodeFinder = (text: string) => Node | undefined;

export function openNodeFinder(graph: Graph): NodeFinder {
  let byName: ReadonlyMap<string, Node> | undefined;
  return (text) => {
    const node = graph.nodes[text as NodeId];
    if (node) return node;
    byName ??= new Map([...nodesOf(graph)].sort(byKind).map((one) => [nameOf(one), one]));
    return byName.get(text);
  };
}

const rank: Readonly<Record<Node["kind"], number>> = {
  test: 0,
  unit_test: 0,
  exposure: 1,
  source: 2,
  seed: 3,
  snapshot: 3,
  feature_view: 3,
  training_set: 3,
  model: 3,
};

/** Later ones win. */
const byKind = (a: Node, b: Node): number => rank[a.kind] - rank[b.kind];

/** The findings that a rule's rows are: `node`, and where they have them `column` and `message`. */
export function readRuleRows(
  rule: RuleDefinition,
  rows: readonly Readonly<Record<string, unknown>>[],
  findNode: NodeFinder,
): ReadRows {
  const [first] = rows;
  if (first !== undefined && !("node" in first)) {
    const parameters = { rule: rule.name, known: Object.keys(first) };
    return { findings: [], problems: [diagnose("Q0883", parameters, { span: rule.span })] };
  }
  const unknown = new Set<string>();
  const findings = rows.flatMap((row): readonly Finding[] => {
    const text = String(row.node ?? "");
    const node = findNode(text);
    if (node === undefined) {
      unknown.add(text);
      return [];
    }
    return [findingOf(rule, node, textOf(row.column), textOf(row.message))];
  });
  const problems = [...unknown].map((node) =>
    diagnose("Q0884", { rule: rule.name, node }, { span: rule.span }),
  );
  return { findings, problems };
}

function textOf(value: unknown): string | undefined {
  return value === null || value === undefined || value === "" ? undefined : String(value);
}

/** At the column's place in YAML where it has one. Without a message the rule's description says what is wrong. */
function findingOf(
  rule: RuleDefinition,
  node: Node,
  column: string | undefined,
  message: string | undefined,
): Finding {
  const declared = "columns" in node ? node.columns.find(({ name }) => name === column) : undefined;
  const place = [nameOf(node), ...(column === undefined ? [] : [column])].join(".");
  const said = message ?? rule.description ?? "the rule does not hold";
  const hint = message === undefined ? undefined : rule.description;
  const parameters = { rule: rule.name, message: `"${place}": ${said}` };
  return {
    node: node.id,
    diagnostic: diagnose("Q0870", parameters, { span: declared?.span ?? node.span, hint }),
  };
}
