import type { Paint } from "../../base/paint.ts";
import { columnKey, type LineageMap } from "../../bind/lineage-map.ts";
import type { ColumnUse } from "../../bind/types.ts";

/** Marks a value that is an unchanged copy; `=?` where some rows have null instead. */
export type CopyMark = "=" | "=?";

const meanings: Readonly<Record<CopyMark, string>> = {
  "=": "an unchanged copy",
  "=?": "an unchanged copy, or null",
};

/** The mark of a column that is a copy of another; undefined where it is not. */
export function findCopyMark(from: ColumnUse, to: ColumnUse, map: LineageMap): CopyMark | undefined {
  const { copyOf, mayLack } = map.lineageOf(to) ?? {};
  if (copyOf === undefined || columnKey(copyOf) !== columnKey(from)) return undefined;
  return mayLack ? "=?" : "=";
}

/** The mark of a column whose whole way, so many steps long, is one of unchanged copies. */
export function findCopyAlong(start: ColumnUse, map: LineageMap, depth: number): CopyMark | undefined {
  let mark: CopyMark | undefined;
  let column = start;
  for (let step = 0; step < depth; step++) {
    const { uses = [], copyOf, mayLack } = map.lineageOf(column) ?? {};
    if (uses.length === 0) break;
    if (copyOf === undefined) return undefined;
    if (mark === undefined || mayLack) mark = mayLack ? "=?" : "=";
    column = copyOf;
  }
  return mark;
}

/** A line that says what the marks mean that were used. */
export function renderLegend(marks: Iterable<CopyMark | undefined>, paint: Paint): readonly string[] {
  const used = [...new Set(marks)].filter((mark) => mark !== undefined).sort();
  return used.length === 0
    ? []
    : ["", paint("dim", used.map((mark) => `${mark} ${meanings[mark]}`).join("; "))];
}
