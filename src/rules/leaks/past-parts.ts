import type { NodeId } from "../../graph/types.ts";
import type { UniqueColumnsFinder } from "../unique-columns.ts";
import type { FlowReader } from "./read-flow.ts";
import { type LabelSource, ownerOf, type RowsKnown } from "./rows-known.ts";

/** By class of cells: to which columns of past rows that the label is made of they are equal. */
export interface PastParts {
  readonly ownersOf: (each: number) => ReadonlySet<string>;
  /** Every owner there is. */
  readonly all: () => ReadonlySet<string>;
  /** Takes a scan's row as past. True where that says something new. */
  readonly add: (scan: number, parent: NodeId, source: LabelSource) => boolean;
}

export function openPastParts(
  { owners }: RowsKnown,
  { columnOf, classOf, cellsOf }: FlowReader,
  labelNode: NodeId,
  unique: UniqueColumnsFinder,
): PastParts {
  const found = new Map<number, Set<string>>();
  const all = new Set<string>();
  const note = (each: number, owner: string): boolean => {
    all.add(owner);
    const known = found.get(each);
    if (known?.has(owner)) return false;
    if (known) known.add(owner);
    else found.set(each, new Set([owner]));
    return true;
  };
  for (const [column, to] of owners) {
    const tie = columnOf(column)?.tie;
    if (tie?.kind === "equal")
      for (const cell of tie.cells) for (const owner of to) note(classOf(cell), owner);
  }
  return {
    ownersOf: (each) => found.get(each) ?? none,
    all: () => all,
    add(scan, parent, source) {
      const cells = cellsOf(scan);
      const keys = new Set(unique.keysOf(parent).flatMap((key) => [...key]));
      let isNew = false;
      for (const [column, cell] of cells) {
        const owner = source.owners.get(column);
        if (owner !== undefined && note(classOf(cell), ownerOf(labelNode, owner))) isNew = true;
        if (keys.has(column) && note(classOf(cell), ownerOf(parent, column))) isNew = true;
      }
      return isNew;
    },
  };
}

const none: ReadonlySet<string> = new Set();
