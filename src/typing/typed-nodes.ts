import { findDependency } from "../graph/name-index.ts";
import { nodesOf } from "../graph/node-list.ts";
import type {
  Graph,
  ModelNode,
  Node,
  NodeId,
  RelationNode,
  SeedNode,
  SnapshotNode,
  SourceNode,
  TestNode,
} from "../graph/types.ts";
import type { TypedColumn, TypedNode } from "./typed-node.ts";

/** A column as whoever asked the engine knows it. `nullable` where that is known. */
export interface KnownColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable?: boolean;
}

/**
 * Returns what the generated types say of a graph's sources, models, seeds and snapshots, in the graph's order, under the names by which the
 * project's own files find them. Descriptions are those of YAML. A column is never null where it is said so by whoever knows the columns, or by a
 * `not_null` test that keeps rows with nulls from being published, as those of a contract do.
 *
 * @param columnsOf undefined for a node whose columns are not known: it gets no type.
 */
export function typedNodes(
  graph: Graph,
  columnsOf: (id: NodeId) => readonly KnownColumn[] | undefined,
): readonly TypedNode[] {
  const filled = filledColumns(graph);
  return nodesOf(graph).flatMap((node) => {
    if (!isRows(node)) return [];
    const columns = columnsOf(node.id);
    const [name, ...otherNames] = namesOf(graph, node);
    if (columns === undefined || name === undefined) return [];
    const { id, kind, description } = node;
    const typed: TypedNode = { id, kind, name, otherNames, columns: typedColumns(node, columns, filled) };
    return [description === undefined ? typed : { ...typed, description }];
  });
}

type RowsNode = SourceNode | ModelNode | SeedNode | SnapshotNode;

function isRows(node: Node): node is RowsNode {
  return node.kind !== "test" && node.kind !== "exposure";
}

/** Names that find the node and no other; none where others hide it. */
function namesOf(graph: Graph, node: RowsNode): readonly string[] {
  const finds = (call: "ref" | "source", names: readonly string[], version?: string) =>
    findDependency(graph, {
      call,
      arguments: names,
      span: node.span,
      ...(version !== undefined && { version }),
    }) === node.id;
  if (node.kind === "source") {
    const names = [node.source, node.name];
    return finds("source", names) ? [names.join(".")] : [];
  }
  const { name } = node;
  const version = node.kind === "model" ? node.version : undefined;
  // A package's nodes are found by its name too; those of the project itself need none.
  const inPackage = node.package === graph.name ? [] : [[node.package, name]];
  const candidates = [[name], ...inPackage];
  const versioned = candidates.filter((names) => version !== undefined && finds("ref", names, version));
  const plain = candidates.filter((names) => finds("ref", names));
  return [
    ...versioned.map((names) => `${names.join(".")}.v${version}`),
    ...plain.map((names) => names.join(".")),
  ];
}

function typedColumns(
  node: RowsNode,
  columns: readonly KnownColumn[],
  filled: ReadonlySet<string>,
): readonly TypedColumn[] {
  const declared = new Map(node.columns.map((column) => [column.name.toLowerCase(), column]));
  return columns.map(({ name, type, nullable = true }) => {
    const column = declared.get(name.toLowerCase());
    const isFilled = filled.has(keyOf(node.id, name)) || isKeyOrMoment(node, name);
    const typed = { name, type, nullable: nullable && !isFilled };
    return column?.description === undefined ? typed : { ...typed, description: column.description };
  });
}

/** Rows of features are of somebody, and of some moment. */
function isKeyOrMoment(node: SourceNode | RelationNode, name: string): boolean {
  if (node.kind !== "feature_view" && node.kind !== "training_set") return false;
  const key = node.kind === "feature_view" ? node.view.key : node.set.key;
  return name === "as_of" || key.includes(name);
}

/** Columns with a `not_null` test that fails for a single row. */
function filledColumns(graph: Graph): ReadonlySet<string> {
  const tests = nodesOf(graph).filter((node): node is TestNode => node.kind === "test");
  return new Set(
    tests.flatMap(({ test, column, attachedTo, settings }) => {
      const { severity = "error", where, error_if } = settings;
      const strict =
        test === "not_null" && severity === "error" && where === undefined && error_if === undefined;
      return strict && column !== undefined && attachedTo !== undefined ? [keyOf(attachedTo, column)] : [];
    }),
  );
}

function keyOf(id: NodeId, column: string): string {
  return `${id} ${column.toLowerCase()}`;
}
