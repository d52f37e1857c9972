import { correlationRatio, cramersV } from "./categories.ts";
import { type Correlation, pearson, ranks } from "./pearson.ts";
import type { Association, SampleColumn } from "./types.ts";

/** Categories with more values than that are left out: nearly each row would have its own, and decide everything. */
export const mostValues = 100;

/** How much each pair of columns says of each other; pairs of which one is constant have no answer. */
export function associate(columns: readonly SampleColumn[]): readonly Association[] {
  const ranked = new Map(
    columns.flatMap((column) =>
      column.kind === "number" ? [[column.name, ranks(column.values)] as const] : [],
    ),
  );
  const found: Association[] = [];
  const add = (a: string, b: string, measure: Association["measure"], correlation: Correlation | null) => {
    if (correlation !== null) found.push({ a, b, measure, ...correlation });
  };
  for (const [index, a] of columns.entries())
    for (const b of columns.slice(index + 1)) {
      if (a.kind === "number" && b.kind === "number") {
        add(a.name, b.name, "pearson", pearson(a.values, b.values));
        const [x, y] = [ranked.get(a.name), ranked.get(b.name)];
        if (x && y) add(a.name, b.name, "spearman", pearson(x, y));
      } else if (a.kind === "category" && b.kind === "category") {
        if (isUsable(a) && isUsable(b)) add(a.name, b.name, "cramers_v", cramersV(a, b));
      } else {
        const [category, number] = a.kind === "category" ? [a, b] : [b, a];
        if (category.kind === "category" && number.kind === "number" && isUsable(category))
          add(a.name, b.name, "correlation_ratio", correlationRatio(category, number));
      }
    }
  return found;
}

function isUsable({ size }: Extract<SampleColumn, { kind: "category" }>): boolean {
  return size <= mostValues;
}
