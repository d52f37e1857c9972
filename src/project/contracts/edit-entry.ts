import { entryOf, itemsOf, textOf, type YamlEntry, type YamlMap, type YamlNode } from "../yaml/yaml-node.ts";
import type { ColumnChange, ContractChange } from "./contract-change.ts";
import {
  renderBlockColumn,
  renderBlockNotNull,
  renderEntry,
  renderFlowColumn,
  renderNotNull,
  renderScalar,
} from "./render-yaml.ts";
import { endWithComments, indentOf, insertAt, insertBelow, replaceAt, type TextEdit } from "./text-edits.ts";
import { dashOf, isFlow, type YamlStyle } from "./yaml-style.ts";

/** The edits that write a contract into the entry of a model that YAML describes already. */
export function editEntry(
  text: string,
  entry: YamlMap,
  change: ContractChange,
  style: YamlStyle,
): readonly TextEdit[] {
  const editor = { text, style };
  return [
    ...(change.contract ? affirmContract(editor, entry) : []),
    ...editColumns(editor, entry, change.columns),
  ];
}

interface Editor {
  readonly text: string;
  readonly style: YamlStyle;
}

/* ------------------------------------------------------------------ contract: true */

function affirmContract(editor: Editor, entry: YamlMap): readonly TextEdit[] {
  const own = entryOf(entry, "contract");
  if (own && !isAbsent(own.value)) return affirm(editor, own.value);
  const config = entryOf(entry, "config")?.value;
  if (config?.kind !== "map" || config.entries.length === 0) {
    const columns = entry.entries.findIndex(({ key }) => key === "columns");
    const before = columns > 0 ? entry.entries[columns - 1] : entry.entries.at(-1);
    return addKey(editor, entry, before, "contract", "true");
  }
  const below = entryOf(config, "contract");
  if (below && !isAbsent(below.value)) return affirm(editor, below.value);
  const value = `{${renderEntry("enforced", "true", editor.style)}}`;
  return addKey(editor, config, config.entries.at(-1), "contract", value);
}

function affirm({ style }: Editor, value: YamlNode): readonly TextEdit[] {
  if (value.kind === "scalar") return value.value === true ? [] : [replaceAt(value.start, value.end, "true")];
  const enforced = entryOf(value, "enforced")?.value;
  if (enforced?.kind === "scalar" && enforced.value === true) return [];
  if (enforced) return [replaceAt(enforced.start, enforced.end, "true")];
  const inside = renderEntry("enforced", "true", style);
  const isEmpty = value.kind === "map" && value.entries.length === 0;
  return [insertAt(value.start + 1, isEmpty ? inside : `${inside}, `)];
}

/* ------------------------------------------------------------------ columns */

function editColumns(editor: Editor, entry: YamlMap, changes: readonly ColumnChange[]): readonly TextEdit[] {
  const { text, style } = editor;
  const columns = entryOf(entry, "columns");
  if (columns === undefined || isAbsent(columns.value)) return addColumns(editor, entry, columns, changes);
  const items = itemsOf(columns.value);
  const edits: TextEdit[] = [];
  let after: YamlNode | undefined;
  let isFirst = true;
  for (const change of changes) {
    const item = items.find(
      (one) => textOf(entryOf(one, "name")?.value)?.toLowerCase() === change.name.toLowerCase(),
    );
    if (item?.kind === "map") {
      edits.push(...editColumn(editor, item, change));
      after = item;
    } else if (isFlow(text, columns.value)) {
      const column = renderFlowColumn(change, style);
      const [next] = items;
      if (after) edits.push(insertAt(after.end, `, ${column}`));
      else if (next) edits.push(insertAt(next.start, `${column}, `));
      else edits.push(insertAt(columns.value.start + 1, isFirst ? column : `, ${column}`));
    } else {
      const [first] = items;
      const dash = first ? dashOf(text, first) : 0;
      const lines = renderBlockColumn(change, style, dash);
      if (after) edits.push(insertBelow(text, endWithComments(text, after.end, dash), lines));
      else edits.push(insertBelow(text, columns.keyEnd, lines));
    }
    isFirst = false;
  }
  return edits;
}

/** A list of columns where there was none. */
function addColumns(
  editor: Editor,
  entry: YamlMap,
  empty: YamlEntry | undefined,
  changes: readonly ColumnChange[],
): readonly TextEdit[] {
  const { text, style } = editor;
  if (changes.length === 0) return [];
  if (isFlow(text, entry)) {
    const list = `[${changes.map((change) => renderFlowColumn(change, style)).join(", ")}]`;
    if (empty) return [replaceAt(empty.keyEnd, Math.max(empty.keyEnd, empty.value.end), `: ${list}`)];
    return addKey(editor, entry, entry.entries.at(-1), "columns", list);
  }
  const indent = indentOf(text, entry.entries[0]?.keyStart ?? entry.start);
  const lines = changes.flatMap((change) => renderBlockColumn(change, style, indent + style.listOffset));
  if (empty) {
    const { start, end } = empty.value;
    return [...(end > start ? [replaceAt(start, end, "")] : []), insertBelow(text, end, lines)];
  }
  const end = endWithComments(text, entry.end, indent - 1);
  return [insertBelow(text, end, [`${" ".repeat(indent)}columns:`, ...lines])];
}

function editColumn(editor: Editor, column: YamlMap, change: ColumnChange): readonly TextEdit[] {
  const { text, style } = editor;
  const name = entryOf(column, "name");
  const type = entryOf(column, "type") ?? entryOf(column, "data_type");
  const inFlow = isFlow(text, column);
  const written = renderScalar(change.type, style, inFlow);
  const edits: TextEdit[] = [];
  if (type === undefined) edits.push(...addKey(editor, column, name, style.typeKey, written));
  else if (change.isOther) edits.push(replaceAt(type.value.start, type.value.end, written));
  if (!change.isFilled) return edits;
  const constraints = entryOf(column, "constraints");
  const item = renderNotNull(style);
  if (constraints === undefined) {
    const before = type ?? name;
    if (inFlow || style.flowColumns)
      return [...edits, ...addKey(editor, column, before, "constraints", `[${item}]`)];
    const lines = renderBlockNotNull(style, indentOf(text, column.entries[0]?.keyStart ?? column.start));
    return [...edits, insertBelow(text, before?.value.end ?? column.end, lines)];
  }
  const last = itemsOf(constraints.value).at(-1);
  if (isFlow(text, constraints.value))
    return [...edits, last ? insertAt(last.end, `, ${item}`) : insertAt(constraints.value.start + 1, item)];
  if (last === undefined) return edits;
  const dash = `${" ".repeat(dashOf(text, last))}-${" ".repeat(style.dashGap - 1)}`;
  return [...edits, insertBelow(text, last.end, [`${dash}${item}`])];
}

/* ------------------------------------------------------------------ keys */

/** Puts a key behind another one of its map: in the same braces, or in a line of its own. */
function addKey(
  { text, style }: Editor,
  map: YamlMap,
  before: YamlEntry | undefined,
  key: string,
  value: string,
): readonly TextEdit[] {
  const written = renderEntry(key, value, style);
  const end = before?.value.end ?? map.end;
  if (isFlow(text, map)) return [insertAt(end, `, ${written}`)];
  const indent = " ".repeat(indentOf(text, map.entries[0]?.keyStart ?? map.start));
  return [insertBelow(text, end, [indent + written])];
}

/** A key without a value, or with null. */
function isAbsent(value: YamlNode): boolean {
  return value.kind === "scalar" && value.value === null;
}
