import type { Session } from "../adapters/adapter.ts";
import { EngineError } from "../adapters/adapter.ts";
import { boundRelation } from "../compile/bound-relation.ts";
import { compileGraph } from "../compile/compile-graph.ts";
import { tableColumns } from "../compile/materializations/table-columns.ts";
import type { CompileOptions } from "../compile/options.ts";
import { sourceFrom } from "../compile/source-from.ts";
import type { Column } from "../compile/types.ts";
import { isRelationNode } from "../graph/node-kinds.ts";
import { orderNodes } from "../graph/order.ts";
import { ancestorsOf } from "../graph/traverse.ts";
import type { Graph, NodeId, SourceNode } from "../graph/types.ts";
import type { ColumnsOf } from "../unit/types.ts";

/** The columns of nodes, told by the engine over empty tables of what they read. What cannot be told is undefined. */
export async function findColumns(
  graph: Graph,
  ids: readonly NodeId[],
  options: CompileOptions,
  session: Session,
): Promise<ColumnsOf> {
  const all = orderNodes(graph, [...ids, ...ancestorsOf(graph, ids)]);
  const { nodes: compiled } = compileGraph(graph, all, { ...options, binding: true }).value;
  const found = new Map<NodeId, readonly Column[]>();
  for (const id of all) {
    const node = graph.nodes[id];
    if (node === undefined || !("columns" in node)) continue;
    const select = compiled[id]?.select;
    const described =
      node.kind === "source"
        ? await columnsOfSource(node, options, session)
        : select === undefined
          ? undefined
          : await describe(select, session);
    if (described === undefined) continue;
    const columns = isRelationNode(node) ? tableColumns(node.settings, described) : described;
    found.set(id, columns);
    const { quoteName, renderRelation } = options.dialect;
    const relation = boundRelation(node, graph, options);
    await session.run(`create schema if not exists ${quoteName(relation.schema)}`);
    const list = columns.map(
      ({ name, type }) => `${quoteName(name)} ${type === '"NULL"' ? "INTEGER" : type}`,
    );
    await session.run(
      `create table ${renderRelation({ schema: relation.schema, name: relation.name })} (${list.join(", ")})`,
    );
  }
  return (id) => found.get(id);
}

async function columnsOfSource(
  source: SourceNode,
  options: CompileOptions,
  session: Session,
): Promise<readonly Column[] | undefined> {
  const { columns, path } = source;
  if (path !== undefined) {
    const described = await describe(`select * from ${sourceFrom(source, options)}`, session);
    if (described) return described;
  }
  if (columns.length === 0 || columns.some(({ type }) => type === undefined)) return undefined;
  return columns.map(({ name, type = "" }) => ({ name, type }));
}

async function describe(select: string, session: Session): Promise<readonly Column[] | undefined> {
  try {
    return await session.describe(select);
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}
