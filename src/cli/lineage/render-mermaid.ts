import { columnKey } from "../../bind/lineage-map.ts";
import type { ColumnUse } from "../../bind/types.ts";
import { nameOf, type Question } from "./question.ts";
import { type Edge, followRows, followValues } from "./value-edges.ts";

/**
 * A Mermaid flowchart: a subgraph a node with the columns that are met in it, solid arrows for values, and dotted ones from columns to the nodes
 * whose rows they decide. Every name is quoted, ids are counted.
 */
export function renderMermaid(question: Question): string {
  const { graph, starts } = question;
  const values = followValues(question);
  const rows = followRows(question);
  const ids = nameColumns([
    ...starts,
    ...values.flatMap(({ from, to }) => [from, to]),
    ...rows.map(({ from }) => from),
  ]);
  const nodes = [...new Set([...ids.values()].map(({ node }) => node))];
  for (const { node } of rows) if (!nodes.includes(node)) nodes.push(node);
  const idOf = (column: ColumnUse) => ids.get(columnKey(column))?.id ?? "";
  return [
    "flowchart LR",
    ...nodes.flatMap((node, index) => {
      const label = `n${index}[${quote(nameOf(node, graph))}]`;
      const columns = [...ids.values()].filter((column) => column.node === node);
      // Not every version draws a subgraph with nothing in it.
      if (columns.length === 0) return [`  ${label}`];
      return [
        `  subgraph ${label}`,
        ...columns.map(({ id, column }) => `    ${id}[${quote(column)}]`),
        "  end",
      ];
    }),
    ...values.map(({ from, to }: Edge) => `  ${idOf(from)} --> ${idOf(to)}`),
    ...rows.map(
      ({ from, node, kinds }) => `  ${idOf(from)} -. ${kinds.join(", ")} .-> n${nodes.indexOf(node)}`,
    ),
  ].join("\n");
}

interface NamedId extends ColumnUse {
  readonly id: string;
}

function nameColumns(columns: readonly ColumnUse[]): ReadonlyMap<string, NamedId> {
  const ids = new Map<string, NamedId>();
  for (const { node, column } of columns) {
    const key = columnKey({ node, column });
    if (!ids.has(key)) ids.set(key, { id: `c${ids.size}`, node, column });
  }
  return ids;
}

/** A label: what Mermaid would read as markup, or as the end of the label, is written as a character's number. */
function quote(text: string): string {
  const plain = text.replace(/[\p{Cc}]+/gu, " ");
  return `"${plain.replace(/[#"&<>`\\]/g, (character) => `#${character.codePointAt(0)};`)}"`;
}
