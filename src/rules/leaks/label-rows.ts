import type { NodeId } from "../../graph/types.ts";
import type { UniqueColumnsFinder } from "../unique-columns.ts";
import { type Looking, openLook } from "./look-through.ts";
import type { FlowReader } from "./read-flow.ts";
import {
  columnsOwned,
  keyOfRows,
  type LabelRows,
  type LabelSource,
  ownerOf,
  type RowsKnown,
} from "./rows-known.ts";
import type { ReadRows } from "./types.ts";
import { usesAt } from "./uses-at.ts";

/** What a label is made of: the columns that it reads, and whatever these rows are made of that belongs to them alone. */
export function findLabelRows(
  { node, columns, clock }: ReadRows,
  flowOf: (id: NodeId) => FlowReader | undefined,
  unique: UniqueColumnsFinder,
): LabelRows {
  const found = new Map<NodeId, OpenSource>();
  const looking: Looking = { unique, labelNode: node, label: found, isLabel: true };
  const keys = unique.keysOf(node).flatMap((key) => [...key]);
  const times = clock.kind === "moment" ? clock.columns.map(small) : [];
  const rows: RowsKnown = {
    isPast: true,
    isPart: true,
    isEarly: false,
    isLater: false,
    times: new Set(times),
    owners: new Map(keys.map((column) => [column, new Set([ownerOf(node, column)])])),
  };
  const seen = new Set<string>();
  const queue: { readonly node: NodeId; readonly column: string | null; readonly rows: RowsKnown }[] = [];
  const visit = (id: NodeId, column: string | null, rows: RowsKnown) => {
    const name = column === null ? null : small(column);
    const key = `${id} ${name ?? ""} ${keyOfRows(rows)}`;
    if (seen.has(key)) return;
    seen.add(key);
    note(found, id, name, rows, node);
    queue.push({ node: id, column: name, rows });
  };
  for (const column of [...times, ...columns, null]) visit(node, column, rows);
  for (const at of queue) {
    const reader = flowOf(at.node);
    if (reader === undefined) continue;
    const look = openLook(at.node, at.rows, reader, looking);
    for (const use of usesAt(reader, at.column)) {
      const [scan = -1, column = null] = reader.flow.cells[use[0]] ?? [];
      const parent = reader.flow.scans[scan];
      const { rows } = look(use);
      if (parent == null || !rows.isPast) continue;
      visit(parent, column, rows);
      visit(parent, null, rows);
    }
  }
  return found;
}

interface OpenSource extends LabelSource {
  readonly columns: Set<string | null>;
  readonly times: Set<string>;
  readonly owners: Map<string, string>;
  isEarly: boolean;
}

function note(
  found: Map<NodeId, OpenSource>,
  id: NodeId,
  column: string | null,
  rows: RowsKnown,
  labelNode: NodeId,
): void {
  const source = found.get(id) ?? {
    columns: new Set(),
    times: new Set(),
    owners: new Map(),
    isEarly: rows.isEarly,
  };
  found.set(id, source);
  source.columns.add(column);
  for (const time of rows.times) source.times.add(time);
  for (const [own, owners] of rows.owners)
    for (const owner of columnsOwned(owners, labelNode)) source.owners.set(own, owner);
  source.isEarly &&= rows.isEarly;
}

const small = (name: string): string => name.toLowerCase();
