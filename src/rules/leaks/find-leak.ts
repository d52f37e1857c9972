import type { Bound } from "../../bind/types.ts";
import type { NodeId } from "../../graph/types.ts";
import type { FlowUse } from "../../sql/lineage/flow.ts";
import type { UniqueColumnsFinder } from "../unique-columns.ts";
import { type Looking, openLook } from "./look-through.ts";
import type { FlowReader } from "./read-flow.ts";
import { keyOfRows, type LabelRows, ownerOf, type RowsKnown, unknownRows } from "./rows-known.ts";
import type { LeakStep, Place, ReadRows } from "./types.ts";
import { usesAt } from "./uses-at.ts";

export interface LeakContext {
  readonly bound: Bound;
  readonly unique: UniqueColumnsFinder;
  readonly flowOf: (id: NodeId) => FlowReader | undefined;
  /** All that a node may read of its parents: for those that cannot be followed. */
  readonly placesRead: (id: NodeId) => readonly Place[];
  /** True for what is exact at each moment by construction: past rows of it need not be followed. */
  readonly isExact: (place: Place) => boolean;
}

/** A way by which what comes after a moment gets into a feature. */
export interface Leak {
  /** From the column that the feature reads to what the label is made of. */
  readonly path: readonly LeakStep[];
  /** The feature's clock is cut to days or the like, and its rows tell of what came later in them. */
  readonly isEarly: boolean;
}

/**
 * The shortest way from what a feature reads to what a label is made of that goes through rows of which nobody can say that they are past;
 * undefined where there is none.
 */
export function findLeak(
  feature: ReadRows,
  label: LabelRows,
  labelNode: NodeId,
  context: LeakContext,
): Leak | undefined {
  const looking: Looking = { unique: context.unique, labelNode, label, isLabel: false };
  const queue: Visit[] = [];
  const seen = new Set<string>();
  const visit = (at: Place, rows: RowsKnown, step: Pick<Visit, "by" | "before" | "shown">) => {
    const place = `${at.node} ${at.column?.toLowerCase() ?? ""}`;
    const key = `${place} ${keyOfRows(rows)}`;
    // What leaks by unknown rows was followed already.
    if (seen.has(key) || seen.has(`${place} `)) return;
    seen.add(key);
    queue.push({ at, rows, ...step });
  };
  const start = startOf(feature, label, labelNode);
  for (const column of feature.columns) visit({ node: feature.node, column }, start, {});
  for (const one of queue) {
    const { at, rows } = one;
    const source = label.get(at.node);
    if (source?.columns.has(at.column?.toLowerCase() ?? null)) {
      if (!rows.isPast) return { path: pathTo(one), isEarly: false };
      if (rows.isEarly && !source.isEarly) return { path: pathTo(one), isEarly: true };
    }
    if (rows.isPast && context.isExact(at)) continue;
    const reader = context.flowOf(at.node);
    if (reader === undefined) {
      if (!rows.isPast && context.bound.nodes[at.node]?.untraceable !== undefined)
        for (const place of context.placesRead(at.node)) visit(place, unknownRows, { before: one });
      continue;
    }
    const look = openLook(at.node, rows, reader, looking);
    const follow = (uses: readonly FlowUse[]) => {
      for (const use of uses) {
        const [scan = -1, column = null] = reader.flow.cells[use[0]] ?? [];
        const parent = reader.flow.scans[scan];
        if (parent == null) continue;
        const { rows, given } = look(use);
        const by = reader.flow.reaches[use[1]]?.by;
        const shown = shownFor(use, at.column, reader);
        visit({ node: parent, column }, rows, {
          before: one,
          ...(shown !== undefined && { shown }),
          ...(by !== undefined && { by }),
        });
        follow(given);
      }
    };
    follow(usesAt(reader, at.column));
  }
  return undefined;
}

interface Visit extends LeakStep {
  readonly rows: RowsKnown;
  /** The column for which rows are fetched, where the place only decides which. */
  readonly shown?: string | undefined;
  readonly before?: Visit;
}

/** A feature's rows are past by its clock: it counts none before that. */
function startOf({ node, clock }: ReadRows, label: LabelRows, labelNode: NodeId): RowsKnown {
  if (clock.kind === "none") return unknownRows;
  const source = label.get(node);
  return {
    isPast: true,
    isPart: source !== undefined,
    isEarly: clock.isEarly,
    isLater: clock.isLater ?? false,
    times: new Set(clock.columns.map((column) => column.toLowerCase())),
    owners: new Map(
      [...(source?.owners ?? [])].map(([column, owner]) => [column, new Set([ownerOf(labelNode, owner)])]),
    ),
  };
}

/** What is fetched, where something only decides which rows are: `sum(orders.amount)`. */
function shownFor([cell, reach]: FlowUse, at: string | null, { flow, columnOf }: FlowReader) {
  const by = flow.reaches[reach]?.by;
  const scan = flow.cells[cell]?.[0];
  const found = at === null ? [] : (columnOf(at)?.of ?? []);
  const names = found.flatMap(([other, way]) => {
    const [otherScan, column = null] = flow.cells[other] ?? [];
    return otherScan === scan && column !== null && flow.reaches[way]?.by === by ? [column] : [];
  });
  return names[0];
}

function pathTo(last: Visit): readonly LeakStep[] {
  const path: LeakStep[] = [];
  for (let at: Visit | undefined = last; at !== undefined; at = at.before)
    path.unshift({
      at: { node: at.at.node, column: at.shown ?? at.at.column },
      ...(at.by !== undefined && { by: at.by }),
    });
  return path;
}
