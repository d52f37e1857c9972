import { setImmediate } from "node:timers/promises";
import type { Diagnostic, Outcome } from "../base/diagnostic.ts";
import { once } from "../base/once.ts";
import { isRelationNode } from "../graph/node-kinds.ts";
import { nodesOf } from "../graph/node-list.ts";
import { orderNodes } from "../graph/order.ts";
import { ancestorsOf } from "../graph/traverse.ts";
import type { Graph, Node, NodeId } from "../graph/types.ts";
import { bindLevel } from "./bind-level.ts";
import { bindTests } from "./bind-tests.ts";
import type { Binding, BindOptions } from "./binding.ts";
import { checkContracts } from "./check-contracts.ts";
import { splitLevels } from "./levels.ts";
import { indexRelations } from "./node-lineage.ts";
import { openTables } from "./tables.ts";
import type { Bound } from "./types.ts";

export interface BoundGraph extends Outcome<Bound> {
  /** Works out the lineage that was left for later, and gives it to the cache. Resolves at once where there is none. */
  readonly settle: () => Promise<void>;
}

/**
 * Binds nodes and tests, and all nodes that they read: types of columns, column lineage, and every error in them, without reading data.
 * Level by level, so that parents' types decide children's. What reads a node with an error is reported as unchecked, not as wrong.
 */
export async function bindGraph(
  graph: Graph,
  ids: Iterable<NodeId>,
  options: BindOptions,
): Promise<BoundGraph> {
  const wanted = [...ids];
  const all = orderNodes(graph, [...wanted, ...ancestorsOf(graph, wanted)]);
  const relations = all.filter((id) => isBindable(graph.nodes[id]));
  const binding: Binding = {
    graph,
    options,
    nodes: new Map(),
    unchecked: new Map(),
    contracts: new Map(),
    failed: new Set(options.compiled.failed),
    problems: new Map(),
    tables: openTables(relations, options.relationOf),
    nodeOf: indexRelations(relations.map((id) => [id, options.relationOf(id)])),
    binder: options.openBinder,
    followed: followedFor(graph),
    unsettled: [],
    boundNow: 0,
    isLasting: true,
  };
  for (const level of splitLevels(graph, relations)) await bindLevel(level, binding);
  await checkContracts(relations, binding);
  await bindTests(
    all.filter((id) => options.compiled.tests[id] !== undefined),
    binding,
  );
  return {
    value: {
      nodes: Object.fromEntries(binding.nodes),
      unchecked: [...binding.unchecked.values()],
      problems: Object.fromEntries(binding.problems),
      contracts: Object.fromEntries(binding.contracts),
      boundNow: binding.boundNow,
      isLasting: binding.isLasting,
    },
    diagnostics: [...binding.problems.values()].flat().sort(byPlace),
    settle: once(() => settle(binding)),
  };
}

/** Milliseconds of work, after which whatever else waits has its turn. */
const slice = 10;

async function settle({ unsettled }: Binding): Promise<void> {
  let start = performance.now();
  for (const work of unsettled.splice(0)) {
    work();
    if (performance.now() - start < slice) continue;
    await setImmediate();
    start = performance.now();
  }
}

/** Of all sets, whichever are asked for: what is known of a node does not depend on that. */
function followedFor(graph: Graph): ReadonlySet<NodeId> {
  const sets = nodesOf(graph).flatMap((node) =>
    node.kind === "training_set" && node.set.label !== undefined ? [node.id] : [],
  );
  return new Set(sets.length > 0 ? [...sets, ...ancestorsOf(graph, sets)] : []);
}

function byPlace({ span: a }: Diagnostic, { span: b }: Diagnostic): number {
  if (!a || !b) return a ? 1 : b ? -1 : 0;
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

function isBindable(node: Node | undefined): boolean {
  return node !== undefined && (node.kind === "source" || isRelationNode(node));
}
