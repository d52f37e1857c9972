import type { FeatureColumn, FeatureView } from "./types.ts";

/**
 * Returns the columns of a view that are needed for the wanted ones, in the view's order: themselves and, for expressions, the columns before
 * them that they seem to name. A column too many is computed for nothing and changes no value.
 */
export function neededColumns(view: FeatureView, wanted: readonly string[]): readonly FeatureColumn[] {
  const needed = new Set(wanted);
  for (const [i, column] of [...view.columns.entries()].reverse()) {
    if (column.kind !== "expression" || !needed.has(column.name)) continue;
    for (const before of view.columns.slice(0, i))
      if (seemsToName(column.value, before.name)) needed.add(before.name);
  }
  return view.columns.filter(({ name }) => needed.has(name));
}

/** Could SQL name a column? Looks for the word alone, in strings and comments too, so it says yes too often, but never no where it does. */
export function seemsToName(sql: string, name: string): boolean {
  const text = sql.toLowerCase();
  const word = name.toLowerCase();
  return /^\w+$/.test(word)
    ? new RegExp(`\\b${word}\\b`).test(text)
    : text.includes(word.replaceAll('"', '""'));
}
