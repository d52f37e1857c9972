import type { NodeId } from "../../graph/types.ts";
import type { FlowUse } from "../../sql/lineage/flow.ts";
import type { UniqueColumnsFinder } from "../unique-columns.ts";
import { fetchedBy, isWithin } from "./fetched-rows.ts";
import { momentsOf } from "./moments-known.ts";
import { openPastParts } from "./past-parts.ts";
import type { FlowReader } from "./read-flow.ts";
import {
  columnsOwned,
  type LabelRows,
  type LabelSource,
  type Owners,
  ownerOf,
  type RowsKnown,
  unknownRows,
} from "./rows-known.ts";

export interface Looking {
  readonly unique: UniqueColumnsFinder;
  readonly labelNode: NodeId;
  /** What the label is made of, as far as it is known. */
  readonly label: LabelRows;
  /** Whether it is being worked out what the label is made of: parts of its rows alone, not what these refer to. */
  readonly isLabel: boolean;
}

/** What is known of the rows of a parent, and what else has to be followed for it to be true. */
export interface Seen {
  readonly rows: RowsKnown;
  readonly given: readonly FlowUse[];
}

/**
 * Opens a look at the parents of a node of whose rows something is known. A parent's row is past where
 *
 * - a moment of it is that of the node's row, or no later: it is the row that the clock comes from, or joined by its moment, or grouped by it;
 * - it is equal in a key to such a row that is past, of its own node or of the label's: it is that one, or a part of it;
 * - it belongs to one row of the node, which is such a part, and the label does not get it by another way;
 * - a row that is past refers to it by its key: then it has been there.
 */
export function openLook(
  node: NodeId,
  rows: RowsKnown,
  reader: FlowReader,
  looking: Looking,
): (use: FlowUse) => Seen {
  if (!rows.isPast) return () => unseen;
  const { flow, classOf, cellsOf } = reader;
  const { unique, labelNode, isLabel } = looking;
  const moments = momentsOf(rows, reader);
  const parts = openPastParts(rows, reader, labelNode, unique);
  const known = new Map<string, Seen>();
  const pastScans = new Set<number>();
  takeOwnRows();
  const isPart = isAnyPart();
  return ([cell, reach]) => {
    const [scan = -1] = flow.cells[cell] ?? [];
    const key = `${scan} ${reach}`;
    const found = known.get(key) ?? look(scan, reach, isPart);
    known.set(key, found);
    return found;
  };

  function isAnyPart(): boolean {
    if (rows.isPart) return true;
    return unique.isUnique({ node: labelNode, columns: columnsOwned(parts.all(), labelNode) });
  }

  /** Which scans' rows, of those that the node's row is made of, are past; one may tell it of another. */
  function takeOwnRows(): void {
    let size = -1;
    while (size !== pastScans.size) {
      size = pastScans.size;
      for (const [scan, parent] of flow.scans.entries()) {
        if (parent === null || pastScans.has(scan)) continue;
        const found = look(scan, 0, isAnyPart());
        if (!found.rows.isPast) continue;
        pastScans.add(scan);
        known.set(`${scan} 0`, found);
        const source = looking.label.get(parent);
        if (source) parts.add(scan, parent, source);
      }
    }
  }

  function look(scan: number, reach: number, canBelong: boolean): Seen {
    const parent = flow.scans[scan];
    if (parent == null) return unseen;
    const label = looking.label.get(parent);
    const fetched = fetchedBy(reach, reader, moments, unique);
    const owned = new Map<string, ReadonlySet<string>>();
    for (const [column, cell] of cellsOf(scan)) {
      const owners = parts.ownersOf(classOf(cell));
      if (owners.size > 0 && isWithin(classOf(cell), fetched.kept)) owned.set(column, owners);
    }
    const { isEarly, isLater } = rows;
    const byTime = { isPart: label !== undefined, owners: withLabel(owned, label, labelNode) };
    const times = timesOf(scan, fetched.late);
    if (times.size > 0) return seen({ isEarly, isLater, times, ...byTime });
    const timesEarly = timesOf(scan, fetched.early);
    if (timesEarly.size > 0) return seen({ isEarly: true, times: timesEarly, ...byTime });
    if (label && (isKnown(owned, parent) || isPartOf(owned, label))) return seen({ isEarly, owners: owned });
    // What the label is made of comes to it through this node: by the same row.
    const isOnWay = isLabel || looking.label.has(node);
    const hasOwnRow =
      !isOnWay &&
      label !== undefined &&
      (label.times.size > 0 || unique.isUnique({ node: labelNode, columns: [...label.owners.values()] }));
    if (canBelong && !hasOwnRow && belongs(scan, fetched.isLikeOwn ? undefined : fetched.kept))
      return seen({ isEarly, owners: owned });
    const references = fetched.kept === undefined && !isLabel ? referencesTo(scan) : [];
    if (references.length > 0) return { ...seen({ isEarly, ...byTime }), given: references };
    return unseen;
  }

  /** Times of a scan that are among these classes, or no more than something among them. */
  function timesOf(scan: number, classes: ReadonlySet<number>): ReadonlySet<string> {
    if (classes.size === 0) return nothing;
    const all = new Set(classes);
    let size = isLabel ? all.size : -1;
    while (size !== all.size) {
      size = all.size;
      for (const [smaller, larger] of flow.atMost) if (all.has(classOf(larger))) all.add(classOf(smaller));
    }
    return new Set([...cellsOf(scan)].flatMap(([column, cell]) => (all.has(classOf(cell)) ? [column] : [])));
  }

  /** Whether rows are the very row of their node that is past. */
  function isKnown(owned: Owners, parent: NodeId): boolean {
    const columns = [...owned].flatMap(([column, to]) => (to.has(ownerOf(parent, column)) ? [column] : []));
    return columns.length > 0 && unique.isUnique({ node: parent, columns });
  }

  /** Whether rows are part of a row of the label's node that is past. */
  function isPartOf(owned: Owners, label: LabelSource): boolean {
    const columns = [...owned].flatMap(([column, to]) => {
      const owner = label.owners.get(column);
      return owner !== undefined && to.has(ownerOf(labelNode, owner)) ? [owner] : [];
    });
    return columns.length > 0 && unique.isUnique({ node: labelNode, columns });
  }

  /** Whether a row of a scan is in one row of the node at most. */
  function belongs(scan: number, kept: ReadonlySet<number> | undefined): boolean {
    if (kept === undefined && flow.scans.length === 1) return true;
    const own = new Set([...cellsOf(scan).values()].map(classOf));
    const isOwn = (cell: number) => own.has(classOf(cell)) && isWithin(classOf(cell), kept);
    // A key that is computed of what the rows share is one that they share.
    const isShared = (column: string) => {
      const { of = [], decided, tie } = reader.columnOf(column) ?? {};
      if (tie?.kind === "equal") return tie.cells.some(isOwn);
      return !decided && of.length > 0 && of.every(([cell, reach]) => reach === 0 && isOwn(cell));
    };
    return unique.keysOf(node).some((key) => [...key].every(isShared));
  }

  /** The columns of past rows that refer to a scan's row by its key. */
  function referencesTo(scan: number): readonly FlowUse[] {
    const parent = flow.scans[scan];
    if (parent == null) return [];
    const cells = cellsOf(scan);
    for (const key of unique.keysOf(parent)) {
      const found = [...key].map((column) => {
        const cell = cells.get(column);
        const wanted = cell === undefined ? -1 : classOf(cell);
        return flow.cells.findIndex(
          ([other, name], at) =>
            name !== null && classOf(at) === wanted && other !== scan && pastScans.has(other),
        );
      });
      if (found.length > 0 && found.every((at) => at >= 0)) return found.map((at) => [at, 0]);
    }
    return [];
  }
}

const nothing: ReadonlySet<string> = new Set();
const unseen: Seen = { rows: unknownRows, given: [] };

const seen = (rows: Pick<RowsKnown, "isEarly" | "owners"> & Partial<RowsKnown>): Seen => ({
  rows: { isPast: true, isPart: true, isLater: false, times: nothing, ...rows },
  given: [],
});

/** A row that is past, and that the label is made of, is part of such a row of the label's node. */
function withLabel(owned: Owners, label: LabelSource | undefined, labelNode: NodeId): Owners {
  if (label === undefined) return owned;
  const all = new Map(owned);
  for (const [column, owner] of label.owners)
    all.set(column, new Set([...(all.get(column) ?? []), ownerOf(labelNode, owner)]));
  return all;
}
