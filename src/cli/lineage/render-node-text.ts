import type { Paint } from "../../base/paint.ts";
import { padText } from "../../base/text-width.ts";
import { columnKey } from "../../bind/lineage-map.ts";
import type { ColumnUse } from "../../bind/types.ts";
import { wordOfKind } from "../../graph/node-kinds.ts";
import { childrenOf } from "../../graph/traverse.ts";
import type { NodeId } from "../../graph/types.ts";
import { nodeName } from "../render/node-name.ts";
import { renderMany } from "../render/numbers.ts";
import { findCopyAlong, renderLegend } from "./copies.ts";
import type { LineageSetting } from "./formats.ts";
import { columnName, nameOf, type Question } from "./question.ts";
import { renderReaders, renderRows } from "./render-around.ts";
import { labelledNames, wrapNames } from "./tree.ts";
import { followValues } from "./value-edges.ts";

/** Lines on a node: of each column what it comes from, or what uses it, and then what is beside the values. */
export function renderNodeText(
  question: Question,
  { paint, columns: width }: LineageSetting["terminal"],
): readonly string[] {
  const { map, node, direction, starts, depth } = question;
  const isUp = direction === "up";
  const types = starts.map((start) => map.typeOf(start) ?? "");
  const nameWidth = Math.max(0, ...starts.map(({ column }) => column.length));
  const typeWidth = Math.min(24, Math.max(0, ...types.map((type) => type.length)));
  const indent = nameWidth + typeWidth + 4;
  const room = Math.max(30, width - indent);
  return [
    `${paint("bold", nodeName(node))}  ${paint("dim", `${wordOfKind(node.kind)}, ${renderMany(starts.length, "column")}`)}`,
    ...(node.description ? node.description.trimEnd().split("\n") : []),
    ...(isUp ? tellWhole(question, paint) : []),
    ...starts.flatMap((start, index) => {
      const head = `${padText(start.column, nameWidth)}  ${paint("dim", padText(types[index] ?? "", typeWidth))}`;
      const [first = "", ...rest] = (isUp ? tellOrigin : tellReaders)(start, question, room, paint);
      return [`${head}  ${first}`.trimEnd(), ...rest.map((line) => " ".repeat(indent) + line)];
    }),
    ...(isUp
      ? renderRows(question, width, paint)
      : [
          ...renderOtherReaders(question, width),
          ...renderReaders(question, reached(question), width, paint),
        ]),
    ...(isUp
      ? renderLegend(
          starts.map((start) => findCopyAlong(start, map, depth)),
          paint,
        )
      : []),
  ];
}

/** What is so of all columns alike. */
function tellWhole({ map, node }: Question, paint: Paint): readonly string[] {
  const { untraceable } = map.bound.nodes[node.id] ?? {};
  if (untraceable !== undefined)
    return [paint("yellow", `where its columns come from cannot be followed: ${untraceable}`)];
  if (node.kind === "source") return [paint("dim", `read from ${node.path ?? "a table of the database"}`)];
  return node.kind === "seed" ? [paint("dim", `read from ${node.file}`)] : [];
}

function tellOrigin(start: ColumnUse, question: Question, room: number, paint: Paint): readonly string[] {
  const { map, graph, node, depth } = question;
  if (map.bound.nodes[node.id]?.lineage === undefined) return [];
  const names = endsOf(start, question).map((end) => columnName(end, graph));
  if (names.length === 0) return [paint("dim", "from no column")];
  const mark = findCopyAlong(start, map, depth);
  return mark === undefined ? wrapNames(names, room) : [`${paint("dim", mark)} ${names.join(", ")}`];
}

/** Where the values of a column come from, as many steps away as were asked for. */
function endsOf(start: ColumnUse, question: Question): readonly ColumnUse[] {
  const edges = followValues({ ...question, starts: [start] });
  const inner = new Set(edges.map(({ to }) => columnKey(to)));
  return distinct(edges.map(({ from }) => from).filter((from) => !inner.has(columnKey(from))));
}

function tellReaders(start: ColumnUse, question: Question, room: number, paint: Paint): readonly string[] {
  const { map, graph } = question;
  const readers = distinct(followValues({ ...question, starts: [start] }).map(({ to }) => to));
  const rows = [...map.rowsDecidedBy(start)].map(
    ([id, kinds]) => `rows of ${nameOf(id, graph)} (${kinds.join(", ")})`,
  );
  const lines = wrapNames([...readers.map((reader) => columnName(reader, graph)), ...rows], room);
  return lines.length > 0 ? lines : [paint("dim", "no column uses it")];
}

/** Nodes that read the asked one without any of its columns, or of which nobody knows. */
function renderOtherReaders({ map, graph, node, starts }: Question, width: number): readonly string[] {
  const users = starts.flatMap((start) => map.usersOf(start));
  const using = new Set(users.flatMap((user) => (user.untraceable === undefined ? [user.node] : [])));
  const readers = (childrenOf(graph).get(node.id) ?? []).filter((id) => map.bound.nodes[id] !== undefined);
  const isDark = (id: NodeId) => map.bound.nodes[id]?.untraceable !== undefined;
  const names = (ids: readonly NodeId[]) => ids.map((id) => nameOf(id, graph));
  const counting = readers.filter((id) => !using.has(id) && !isDark(id));
  const lines = [
    ...labelledNames("read without any column by  ", names(counting), width),
    ...labelledNames("read by what cannot be followed: ", names(readers.filter(isDark)), width),
  ];
  return lines.length === 0 ? [] : ["", ...lines];
}

function reached(question: Question): readonly ColumnUse[] {
  const { starts, depth } = question;
  return depth === 1 ? starts : [...starts, ...followValues(question).map(({ to }) => to)];
}

function distinct(columns: readonly ColumnUse[]): readonly ColumnUse[] {
  return [...new Map(columns.map((column) => [columnKey(column), column])).values()];
}
