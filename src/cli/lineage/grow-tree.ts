import type { Paint } from "../../base/paint.ts";
import { columnKey } from "../../bind/lineage-map.ts";
import type { ColumnUse } from "../../bind/types.ts";
import type { NodeId } from "../../graph/types.ts";
import { findCopyMark } from "./copies.ts";
import { columnName, nameOf, type Question } from "./question.ts";
import type { Branch } from "./tree.ts";
import { valueReadersOf, valuesOf } from "./value-edges.ts";

/** The tree of values that hangs on a column, as deep as was asked; what hangs on a column that was met before is drawn once. */
export function growTree(start: ColumnUse, question: Question, paint: Paint): readonly Branch[] {
  const grown = new Set([columnKey(start)]);
  const below = (column: ColumnUse, depth: number): readonly Branch[] => {
    if (depth === 0) return [];
    const values = neighbours(column, question).map((other) => {
      const isDrawn = grown.has(columnKey(other));
      grown.add(columnKey(other));
      const branches = isDrawn ? [] : below(other, depth - 1);
      const hides = isDrawn && neighbours(other, question).length > 0;
      const end = question.direction === "up" ? renderEnd(other, question, paint) : undefined;
      return {
        text: renderStep(column, other, hides ? paint("dim", "see above") : end, question, paint),
        branches,
      };
    });
    return question.direction === "up" ? values : [...values, ...otherReaders(column, question, paint)];
  };
  return below(start, question.depth);
}

function neighbours(column: ColumnUse, { map, direction }: Question): readonly ColumnUse[] {
  return direction === "up" ? valuesOf(map, column) : valueReadersOf(map, column);
}

/** A column on the way: the mark of a copy, its name, its type where it is another than that of the column before, and a note. */
function renderStep(
  before: ColumnUse,
  column: ColumnUse,
  note: string | undefined,
  { map, graph, direction }: Question,
  paint: Paint,
): string {
  const [from, to] = direction === "up" ? [column, before] : [before, column];
  const mark = findCopyMark(from, to, map);
  const type = map.typeOf(column) ?? "";
  return [
    `${mark === undefined ? "" : `${paint("dim", mark)} `}${columnName(column, graph)}`,
    ...(type === map.typeOf(before) ? [] : [paint("dim", type)]),
    ...(note === undefined ? [] : [note]),
  ].join("  ");
}

/** Nodes that use a column for their rows, and those of which nobody knows. */
function otherReaders(column: ColumnUse, { map, graph }: Question, paint: Paint): readonly Branch[] {
  const branch = (id: NodeId, note: string): Branch => ({
    text: `${nameOf(id, graph)}  ${note}`,
    branches: [],
  });
  const dark = new Set(map.usersOf(column).flatMap(({ node, untraceable }) => (untraceable ? [node] : [])));
  return [
    ...[...map.rowsDecidedBy(column)].map(([id, kinds]) =>
      branch(id, paint("dim", `which rows (${kinds.join(", ")})`)),
    ),
    ...[...dark].map((id) =>
      branch(id, paint("yellow", `may use it; it cannot be followed: ${map.bound.nodes[id]?.untraceable}`)),
    ),
  ];
}

/** Why the way up ends at a column; undefined where it does not. */
export function renderEnd(column: ColumnUse, { map, graph }: Question, paint: Paint): string | undefined {
  const node = graph.nodes[column.node];
  const untraceable = map.bound.nodes[column.node]?.untraceable;
  if (untraceable !== undefined) return paint("yellow", `cannot be followed further: ${untraceable}`);
  if (node?.kind === "source") return paint("dim", node.path ?? "a table of the database");
  if (node?.kind === "seed") return paint("dim", node.file);
  if (valuesOf(map, column).length > 0) return undefined;
  return paint("dim", "from no column: a constant, or a count of rows");
}
