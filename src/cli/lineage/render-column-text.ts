import { columnKey } from "../../bind/lineage-map.ts";
import type { ColumnUse } from "../../bind/types.ts";
import { findCopyMark, renderLegend } from "./copies.ts";
import type { LineageSetting } from "./formats.ts";
import { growTree, renderEnd } from "./grow-tree.ts";
import { columnName, type Question } from "./question.ts";
import { renderReaders, renderRows } from "./render-around.ts";
import { renderTree, shortenLines } from "./tree.ts";
import { followValues } from "./value-edges.ts";

/** Longest tree that is printed. */
const mostLines = 80;

/** Lines on one column: its type and description, the tree of values, and what is beside the values. */
export function renderColumnText(
  question: Question,
  { paint, columns: width }: LineageSetting["terminal"],
): readonly string[] {
  const { map, node, direction, starts, graph } = question;
  return starts.flatMap((start) => {
    const edges = followValues({ ...question, starts: [start] });
    const tree = renderTree(growTree(start, question, paint), paint);
    const nothing =
      direction === "up" ? renderEnd(start, question, paint) : paint("dim", "no column uses it");
    return [
      `${paint("bold", columnName(start, graph))}  ${paint("dim", map.typeOf(start) ?? "")}`,
      ...describe(start, node.columns),
      ...(tree.length > 0 ? shortenLines(tree, mostLines, paint) : [nothing ?? ""]),
      ...(direction === "up"
        ? renderRows(question, width, paint)
        : renderReaders(question, [start, ...edges.map(({ to }) => to)], width, paint)),
      ...renderLegend(
        edges.map(({ from, to }) => findCopyMark(from, to, map)),
        paint,
      ),
    ];
  });
}

function describe(column: ColumnUse, declared: Question["node"]["columns"]): readonly string[] {
  const key = columnKey(column);
  const found = declared.find(({ name }) => columnKey({ node: column.node, column: name }) === key);
  return found?.description ? found.description.trimEnd().split("\n") : [];
}
