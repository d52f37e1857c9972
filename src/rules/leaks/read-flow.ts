import type { Bound, BoundNode, NodeFlow, NodeLineage } from "../../bind/types.ts";
import type { NodeId } from "../../graph/types.ts";
import type { FlowColumn, FlowUse, Reach } from "../../sql/lineage/flow.ts";
import type { UniqueColumnsFinder } from "../unique-columns.ts";

/** How the rows of a node's parents get into its rows, prepared for questions. Classes are numbers: cells of one class are always equal. */
export interface FlowReader {
  readonly flow: NodeFlow;
  readonly classOf: (cell: number) => number;
  /** A column's part of the flow. */
  readonly columnOf: (column: string) => FlowColumn | undefined;
  /** The cells of a scan, by column in small letters. */
  readonly cellsOf: (scan: number) => ReadonlyMap<string, number>;
  /** Whether the statement finds one row of a scan at most for each row of others: it compares the scan's key with theirs. */
  readonly isMatchedOnce: (scan: number) => boolean;
  /** The classes in which the rows fetched by a reach are equal to the own row; undefined for the own row itself. */
  readonly keptBy: (reach: number) => ReadonlySet<number> | undefined;
}

/** Opens the flows of bound nodes, each once; undefined for what has no parents or cannot be followed. */
export function openFlows(bound: Bound, unique: UniqueColumnsFinder): (id: NodeId) => FlowReader | undefined {
  const known = new Map<NodeId, FlowReader | undefined>();
  return (id) => {
    if (!known.has(id)) {
      const node = bound.nodes[id];
      known.set(id, node?.lineage ? readFlow(node, node.lineage, unique) : undefined);
    }
    return known.get(id);
  };
}

function readFlow(node: BoundNode, lineage: NodeLineage, unique: UniqueColumnsFinder): FlowReader {
  const flow = lineage.flow ?? plainFlow(node, lineage);
  const cells = new Map<number, Map<string, number>>();
  for (const [cell, [scan, column]] of flow.cells.entries()) {
    if (column === null) continue;
    const ofScan = cells.get(scan) ?? new Map<string, number>();
    cells.set(scan, ofScan.set(column.toLowerCase(), cell));
  }
  const cellsOf = (scan: number) => cells.get(scan) ?? noCells;
  const keysOf = (scan: number) => {
    const parent = flow.scans[scan];
    return parent == null ? [] : unique.keysOf(parent);
  };
  const classOf = classesOf(flow, cellsOf, keysOf);
  const names = new Map(node.columns.map(({ name }, index) => [name.toLowerCase(), index]));
  const kept = new Map<number, ReadonlySet<number>>();
  return {
    flow,
    classOf,
    cellsOf,
    columnOf: (column) => flow.columns[names.get(column.toLowerCase()) ?? -1],
    isMatchedOnce: (scan) => {
      const foreign = new Set<number>();
      for (const [cell, [other, column]] of flow.cells.entries())
        if (other !== scan && column !== null) foreign.add(classOf(cell));
      const isCompared = (column: string) => {
        const cell = cellsOf(scan).get(column);
        return cell !== undefined && foreign.has(classOf(cell));
      };
      return keysOf(scan).some((key) => key.size > 0 && [...key].every(isCompared));
    },
    keptBy: (number) => {
      const reach = flow.reaches[number];
      if (!reach) return undefined;
      const found = kept.get(number) ?? keptClasses(reach, flow, { classOf, cellsOf, keysOf });
      kept.set(number, found);
      return found;
    },
  };
}

const noCells: ReadonlyMap<string, number> = new Map();

/** Of a statement whose rows are each made of one row of one parent. */
function plainFlow({ columns }: BoundNode, lineage: NodeLineage): NodeFlow {
  const scans = [...new Set([...lineage.reads])];
  const cells: [number, string | null][] = [];
  const numbers = new Map<string, number>();
  const useOf = (node: NodeId, column: string | null): FlowUse => {
    const scan = scans.indexOf(node);
    const key = `${scan} ${column?.toLowerCase() ?? ""}`;
    const known = numbers.get(key) ?? cells.push([scan, column]) - 1;
    numbers.set(key, known);
    return [known, 0];
  };
  const described = columns.map((_, index): FlowColumn => {
    const { uses = [], copyOf } = lineage.columns[index] ?? {};
    const of = uses.map(({ node, column }) => useOf(node, column));
    if (copyOf === undefined) return { of };
    return { of, tie: { kind: "equal", cells: [useOf(copyOf.node, copyOf.column)[0]] } };
  });
  const filters = lineage.rows.flatMap(({ node, column, as }) =>
    as === "filter" ? [useOf(node, column)] : [],
  );
  const rows = [...scans.map((node) => useOf(node, null)), ...filters];
  return { scans, cells, equal: [], atMost: [], reaches: [null], columns: described, rows };
}

type CellsOf = FlowReader["cellsOf"];
type KeysOf = (scan: number) => readonly ReadonlySet<string>[];

/** Two scans of one node whose keys are equal have the same row, and so are equal in all columns. */
function classesOf(flow: NodeFlow, cellsOf: CellsOf, keysOf: KeysOf): (cell: number) => number {
  const parents = flow.cells.map((_, cell) => cell);
  const rootOf = (cell: number): number => {
    let at = cell;
    while ((parents[at] ?? at) !== at) at = parents[at] ?? at;
    return at;
  };
  const join = (one: number, other: number): boolean => {
    const [a, b] = [rootOf(one), rootOf(other)];
    parents[b] = a;
    return a !== b;
  };
  for (const [first, ...others] of flow.equal)
    for (const other of others) if (first !== undefined) join(first, other);
  const twins = flow.scans.flatMap((node, scan) =>
    flow.scans.flatMap((other, second) =>
      node !== null && node === other && scan < second ? [[scan, second] as const] : [],
    ),
  );
  let isChanged = twins.length > 0;
  while (isChanged) {
    isChanged = false;
    for (const [one, other] of twins) {
      const [left, right] = [cellsOf(one), cellsOf(other)];
      const areEqual = (column: string) => {
        const [a, b] = [left.get(column), right.get(column)];
        return a !== undefined && b !== undefined && rootOf(a) === rootOf(b);
      };
      if (!keysOf(one).some((key) => key.size > 0 && [...key].every(areEqual))) continue;
      for (const [column, cell] of left) {
        const twin = right.get(column);
        if (twin !== undefined && join(cell, twin)) isChanged = true;
      }
    }
  }
  return rootOf;
}

/** What rows have in common that are equal in some cells: where these hold the key of a scan, they have its whole row in common. */
function keptClasses(
  { kept }: Reach,
  { scans }: NodeFlow,
  { classOf, cellsOf, keysOf }: Pick<FlowReader, "classOf" | "cellsOf"> & { readonly keysOf: KeysOf },
): ReadonlySet<number> {
  const classes = new Set(kept.map(classOf));
  let size = -1;
  while (size !== classes.size) {
    size = classes.size;
    for (const scan of scans.keys()) {
      const cells = cellsOf(scan);
      const isKept = (column: string) => {
        const cell = cells.get(column);
        return cell !== undefined && classes.has(classOf(cell));
      };
      if (!keysOf(scan).some((key) => key.size > 0 && [...key].every(isKept))) continue;
      for (const cell of cells.values()) classes.add(classOf(cell));
    }
  }
  return classes;
}
