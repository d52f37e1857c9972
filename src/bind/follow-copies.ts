import type { NodeId } from "../graph/types.ts";
import type { Bound, BoundNode, ColumnLineage, ColumnUse } from "./types.ts";

/** One step on the way of a value that is passed on unchanged. */
export interface CopyStep {
  /** The node that passes it on. */
  readonly by: BoundNode;
  /** The column of a parent that it is a copy of. */
  readonly from: ColumnUse;
  /** Some rows of `by` may have null instead. */
  readonly mayLack: boolean;
}

/** The columns that a column is an unchanged copy of, one after another, up to where its values are made. */
export function* followCopies(
  { nodes }: Pick<Bound, "nodes">,
  id: NodeId,
  column: string,
): Generator<CopyStep> {
  let at: ColumnUse = { node: id, column };
  for (;;) {
    const by: BoundNode | undefined = nodes[at.node];
    const lineage = lineageOf(by, at.column);
    if (by === undefined || lineage?.copyOf === undefined) return;
    yield { by, from: lineage.copyOf, mayLack: lineage.mayLack ?? false };
    at = lineage.copyOf;
  }
}

/** Where the values of a node's column come from; undefined where nobody can tell. */
export function lineageOf(node: BoundNode | undefined, column: string): ColumnLineage | undefined {
  if (node?.lineage === undefined) return undefined;
  const place = placesOf(node).get(column.toLowerCase());
  return place === undefined ? undefined : node.lineage.columns[place];
}

const places = new WeakMap<BoundNode, ReadonlyMap<string, number>>();

/** The places of a node's columns by their names in small letters. */
function placesOf(node: BoundNode): ReadonlyMap<string, number> {
  let found = places.get(node);
  if (found === undefined) {
    found = new Map(node.columns.map(({ name }, place) => [name.toLowerCase(), place]));
    places.set(node, found);
  }
  return found;
}
