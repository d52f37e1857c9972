import { childrenOf } from "../graph/traverse.ts";
import type { Graph, NodeId } from "../graph/types.ts";
import type { Bound, BoundNode, ColumnLineage, ColumnUse, RowUse } from "./types.ts";

/** What a column is used for: to compute a value, or to decide which rows there are. */
export type UseKind = "value" | RowUse["as"];

export interface LineageUse extends ColumnUse {
  readonly as: UseKind;
}

/** A column with the columns that it uses. */
export interface LineageEntry extends ColumnUse {
  readonly uses: readonly LineageUse[];
  /** Why the node's statement cannot be followed; what it uses is not known then. */
  readonly untraceable?: string;
}

/** The lineage of nodes, to be asked in both directions. Columns are found whatever the case of their letters. */
export interface LineageMap {
  readonly bound: Bound;
  /** The column as its node spells it; undefined where it has none of that name. */
  readonly find: (column: ColumnUse) => ColumnUse | undefined;
  readonly columnsOf: (node: NodeId) => readonly ColumnUse[];
  readonly typeOf: (column: ColumnUse) => string | undefined;
  /** What the value is computed from; undefined where nobody knows, or where it comes from outside. */
  readonly lineageOf: (column: ColumnUse) => ColumnLineage | undefined;
  /** What the column uses of direct parents: for its value, and then for the rows of its node. */
  readonly entryOf: (column: ColumnUse) => LineageEntry;
  /**
   * The columns of direct readers that use the column, each with the uses that lead to it. All columns of a node whose statement cannot be
   * followed are among them, without uses.
   */
  readonly usersOf: (column: ColumnUse) => readonly LineageEntry[];
  /** The nodes whose rows the column decides directly, and how. */
  readonly rowsDecidedBy: (column: ColumnUse) => ReadonlyMap<NodeId, readonly RowUse["as"][]>;
}

/** Prepares the lineage of all that has been bound. */
export function mapLineage(bound: Bound, graph: Graph): LineageMap {
  const positions = new Map<NodeId, ReadonlyMap<string, number>>();
  const positionOf = ({ node, column }: ColumnUse): number => {
    let known = positions.get(node);
    if (known === undefined) {
      const columns = bound.nodes[node]?.columns ?? [];
      known = new Map(columns.map(({ name }, index) => [name.toLowerCase(), index]));
      positions.set(node, known);
    }
    return known.get(column.toLowerCase()) ?? -1;
  };
  const find = (use: ColumnUse): ColumnUse | undefined => {
    const name = bound.nodes[use.node]?.columns[positionOf(use)]?.name;
    return name === undefined ? undefined : { node: use.node, column: name };
  };
  /** A column that is used, as its node spells it. What only the engine knows of, such as `rowid`, stays as it is. */
  const spell = <T extends ColumnUse>(use: T): T => ({ ...use, column: find(use)?.column ?? use.column });
  const columnsOf = (node: NodeId) =>
    (bound.nodes[node]?.columns ?? []).map(({ name }) => ({ node, column: name }));
  const lineageOf = (column: ColumnUse) => bound.nodes[column.node]?.lineage?.columns[positionOf(column)];
  const entryOf = (column: ColumnUse): LineageEntry => {
    const { lineage, untraceable } = bound.nodes[column.node] ?? {};
    const values = lineageOf(column)?.uses ?? [];
    return {
      ...column,
      uses: [
        ...values.map(({ node, column }) => spell({ node, column, as: "value" as const })),
        ...(lineage?.rows ?? []).map(({ node, column, as }) => spell({ node, column, as })),
      ],
      ...(untraceable !== undefined && { untraceable }),
    };
  };
  let readers: Readers | undefined;
  const readersOf = (column: ColumnUse): readonly Reader[] => {
    readers ??= indexReaders(Object.values(bound.nodes));
    return readers.get(columnKey(column)) ?? [];
  };
  return {
    bound,
    find,
    columnsOf,
    typeOf: (column) => bound.nodes[column.node]?.columns[positionOf(column)]?.type,
    lineageOf,
    entryOf,
    usersOf: (column) => {
      const used = spell({ node: column.node, column: column.column });
      const traced = new Map<string, ColumnUse & { readonly uses: LineageUse[] }>();
      for (const { node, index, as } of readersOf(column)) {
        const columns = columnsOf(node);
        for (const user of index === undefined ? columns : columns.slice(index, index + 1)) {
          const entry = traced.get(columnKey(user)) ?? { ...user, uses: [] };
          entry.uses.push({ ...used, as });
          traced.set(columnKey(user), entry);
        }
      }
      const dark = (childrenOf(graph).get(column.node) ?? []).filter((id) => bound.nodes[id]?.untraceable);
      return [...traced.values(), ...dark.flatMap((id) => columnsOf(id).map(entryOf))];
    },
    rowsDecidedBy: (column) => {
      const found = new Map<NodeId, RowUse["as"][]>();
      for (const { node, as } of readersOf(column))
        if (as !== "value") found.set(node, [...(found.get(node) ?? []), as]);
      return found;
    },
  };
}

/** Equal for columns that are the same. */
export function columnKey({ node, column }: ColumnUse): string {
  return `${node}\u0000${column.toLowerCase()}`;
}

/** A use seen from the column that is used. */
interface Reader {
  readonly node: NodeId;
  /** Position of the column whose value it is for; absent where it is for the rows. */
  readonly index?: number;
  readonly as: UseKind;
}

type Readers = ReadonlyMap<string, readonly Reader[]>;

function indexReaders(nodes: readonly BoundNode[]): Readers {
  const readers = new Map<string, Reader[]>();
  const add = (use: ColumnUse, reader: Reader) => {
    const list = readers.get(columnKey(use));
    if (list) list.push(reader);
    else readers.set(columnKey(use), [reader]);
  };
  for (const { id, lineage } of nodes) {
    for (const [index, { uses }] of (lineage?.columns ?? []).entries())
      for (const use of uses) add(use, { node: id, index, as: "value" });
    for (const { as, ...use } of lineage?.rows ?? []) add(use, { node: id, as });
  }
  return readers;
}
