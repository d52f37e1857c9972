import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { isRelationNode } from "../graph/node-kinds.ts";
import type { Graph, NodeId, RelationNode, TestNode } from "../graph/types.ts";
import { askTypes, typeQuestion } from "./ask-types.ts";
import { type Binding, report } from "./binding.ts";
import { compareContract, describeDifferences } from "./contract-columns.ts";
import { checkConstraints, checkFilled, keyComparisons } from "./contract-constraints.ts";
import { filledColumns } from "./find-gap.ts";

/**
 * Holds the contracts of bound nodes against what their statements give; all that is wrong is reported at once. Contracts are alike for every
 * kind of relation: that of a snapshot covers the columns which it adds, that of an ephemeral model holds where it is read.
 */
export async function checkContracts(ids: readonly NodeId[], binding: Binding): Promise<void> {
  const { graph, nodes } = binding;
  const contracts = ids.flatMap((id) => {
    const node = graph.nodes[id];
    const bound = nodes.get(id);
    return node && bound && isRelationNode(node) && node.settings.contract ? [{ node, bound }] : [];
  });
  if (contracts.length === 0) return;
  const tests = contractTests(graph);
  const testsOf = ({ id }: RelationNode) => tests.get(id) ?? [];
  const questions = contracts.flatMap(({ node, bound }) => [
    ...node.columns.flatMap(({ type }) => (type === undefined ? [] : [typeQuestion(type)])),
    ...keyComparisons(bound.columns, testsOf(node), nodes),
  ]);
  const answers = await askTypes(questions, binding);
  const filled = filledColumns(graph);
  const context = {
    nodes,
    answers,
    nameOf: (id: NodeId) => graph.nodes[id]?.name ?? id,
    isFilled: ({ node, column }: { readonly node: NodeId; readonly column: string }) =>
      filled.get(node)?.has(column.toLowerCase()) ?? false,
  };
  for (const { node, bound } of contracts) {
    const constraints = checkConstraints(node, bound.columns, { ...context, tests: testsOf(node) });
    for (const id of constraints.spoilt) binding.failed.add(id);
    const differences = compareContract(node, bound.columns, answers);
    binding.contracts.set(node.id, differences);
    report(binding, node.id, [
      ...describeDifferences(node, bound.columns, differences),
      ...constraints.diagnostics,
      ...(binding.options.tracing === "now" ? checkFilled(node, context) : []),
      ...checkChanges(node),
    ]);
  }
}

/** The tests made of constraints, by the node whose contract has them. */
function contractTests(graph: Graph): ReadonlyMap<NodeId, readonly TestNode[]> {
  const tests = new Map<NodeId, TestNode[]>();
  for (const node of Object.values(graph.nodes)) {
    if (node.kind !== "test" || !node.ofContract || node.attachedTo === undefined) continue;
    const list = tests.get(node.attachedTo);
    if (list) list.push(node);
    else tests.set(node.attachedTo, [node]);
  }
  return tests;
}

/** An incremental table that takes no notice of changed columns does not keep what its contract says. */
function checkChanges({ name, settings, patchSpan, span }: RelationNode): Diagnostic[] {
  const ignores = (settings.on_schema_change ?? "ignore") === "ignore";
  if (settings.materialized !== "incremental" || !ignores) return [];
  return [diagnose("Q0822", { node: name }, { span: patchSpan ?? span })];
}
