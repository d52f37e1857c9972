import { maskedJson } from "../../base/masked-json.ts";
import type { LineageEntry } from "../../bind/lineage-map.ts";
import { walkDown, walkUp } from "../../bind/walk-lineage.ts";
import { nameOf, type Question } from "./question.ts";

/** A JSON list with an entry a column, one a line: `{node, column, uses: [{node, column, as}]}`, nodes as users call them. */
export function renderJson({ map, graph, direction, starts, depth }: Question): string {
  const entries = (direction === "up" ? walkUp : walkDown)(map, starts, depth);
  const lines = entries.map(({ node, column, uses, untraceable }: LineageEntry) =>
    maskedJson({
      node: nameOf(node, graph),
      column,
      uses: uses.map((use) => ({ node: nameOf(use.node, graph), column: use.column, as: use.as })),
      untraceable,
    }),
  );
  return lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n]`;
}
