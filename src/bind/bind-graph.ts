import type { Diagnostic, Outcome } from "../base/diagnostic.ts";
import type { Column, Compiled } from "../compile/types.ts";
import { orderNodes } from "../graph/order.ts";
import { ancestorsOf } from "../graph/traverse.ts";
import type { Graph, Node, NodeId, SourceNode } from "../graph/types.ts";
import type { Relation } from "../sql/relation.ts";
import { bindLevel } from "./bind-level.ts";
import { bindTests } from "./bind-tests.ts";
import type { Binder } from "./binder.ts";
import type { Locate } from "./engine-diagnostic.ts";
import { splitLevels } from "./levels.ts";
import { indexRelations } from "./node-lineage.ts";
import { openTables } from "./tables.ts";
import type { Bound, BoundNode, Unchecked } from "./types.ts";

export interface BindOptions {
  /** Statements compiled for the binder (`CompileOptions.binding`), of the nodes to bind and of all that they read. */
  readonly compiled: Compiled;
  /** The relation that stands for a node in the binder's database. */
  readonly relationOf: (id: NodeId) => Relation;
  /** The columns of a source, where anybody knows them. */
  readonly sourceColumns: (source: SourceNode, binder: () => Promise<Binder>) => Promise<SourceColumns>;
  /** Opened only where something is not known from before. */
  readonly openBinder: () => Promise<Binder>;
  /** What was bound before; `keep` takes what holds now. */
  readonly cache: BindCache;
  readonly locate: Locate;
}

export interface SourceColumns {
  /** Undefined where they are not known. */
  readonly columns: readonly Column[] | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** What was bound before, by node and by a key that covers all that the result depends on. */
export interface BindCache {
  readonly find: (id: NodeId, key: string) => BoundNode | undefined;
  readonly hasPassed: (test: NodeId, key: string) => boolean;
  readonly keep: (id: NodeId, key: string, bound: BoundNode | undefined) => void;
}

/** Everything that binding a level needs. */
export interface Binding {
  readonly graph: Graph;
  readonly options: BindOptions;
  readonly nodes: Map<NodeId, BoundNode>;
  readonly unchecked: Map<NodeId, Unchecked>;
  readonly failed: Set<NodeId>;
  readonly problems: Diagnostic[];
  readonly tables: ReturnType<typeof openTables>;
  readonly nodeOf: ReturnType<typeof indexRelations>;
  readonly binder: () => Promise<Binder>;
  boundNow: number;
}

/**
 * Binds nodes and tests, and all nodes that they read: types of columns, column lineage, and every error in them, without reading data.
 * Level by level, so that parents' types decide children's. What reads a node with an error is reported as unchecked, not as wrong.
 */
export async function bindGraph(
  graph: Graph,
  ids: Iterable<NodeId>,
  options: BindOptions,
): Promise<Outcome<Bound>> {
  const wanted = [...ids];
  const all = orderNodes(graph, [...wanted, ...ancestorsOf(graph, wanted)]);
  const relations = all.filter((id) => isBindable(graph.nodes[id]));
  let opened: Promise<Binder> | undefined;
  const binder = () => {
    opened ??= options.openBinder();
    return opened;
  };
  const binding: Binding = {
    graph,
    options,
    nodes: new Map(),
    unchecked: new Map(),
    failed: new Set(),
    problems: [],
    tables: openTables(relations, options.relationOf),
    nodeOf: indexRelations(relations.map((id) => [id, options.relationOf(id)])),
    binder,
    boundNow: 0,
  };
  try {
    for (const level of splitLevels(graph, relations)) await bindLevel(level, binding);
    await bindTests(
      all.filter((id) => options.compiled.tests[id] !== undefined),
      binding,
    );
  } finally {
    // What could not be opened has told its caller.
    const open = await opened?.catch(() => undefined);
    await open?.close();
  }
  return {
    value: {
      nodes: Object.fromEntries(binding.nodes),
      unchecked: [...binding.unchecked.values()],
      boundNow: binding.boundNow,
    },
    diagnostics: binding.problems.sort(byPlace),
  };
}

function byPlace({ span: a }: Diagnostic, { span: b }: Diagnostic): number {
  if (!a || !b) return a ? 1 : b ? -1 : 0;
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

function isBindable(node: Node | undefined): boolean {
  return node !== undefined && ["source", "model", "seed", "snapshot"].includes(node.kind);
}
