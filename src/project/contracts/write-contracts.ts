import { stableJson } from "../../base/hash.ts";
import type { Json } from "../definitions.ts";
import { isMap } from "../settings.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import {
  childOf,
  entryOf,
  itemsOf,
  plainOf,
  textOf,
  type YamlMap,
  type YamlNode,
} from "../yaml/yaml-node.ts";
import type { ContractChange, ContractSummary } from "./contract-change.ts";
import { editEntry } from "./edit-entry.ts";
import { isUnchanged, mergeContract } from "./merge-contract.ts";
import { renderBlockColumn, renderEntry, renderFlowColumn, renderMap, renderScalar } from "./render-yaml.ts";
import {
  applyEdits,
  endOfLine,
  endWithComments,
  insertAt,
  insertBelow,
  type TextEdit,
} from "./text-edits.ts";
import { dashOf, findStyle, isFlow, type YamlStyle } from "./yaml-style.ts";

export interface WrittenContracts {
  /** The file's text with the contracts in it; the same text where there is nothing to write. */
  readonly text: string;
  readonly summaries: readonly ContractSummary[];
  /** Models whose entries are written in a way that cannot be added to without touching something else: aliases, most of all. */
  readonly refused: readonly string[];
}

/**
 * Writes contracts into the text of a YAML file. Only what is new is put in, looking like what is there; all else, comments and blank lines
 * included, stays as it is. What comes out is read again and held against what it is to say, so that nothing is ever written that means something
 * else.
 */
export function writeContracts(
  file: string,
  text: string,
  changes: readonly ContractChange[],
): WrittenContracts {
  let current = text;
  const summaries: ContractSummary[] = [];
  const refused: string[] = [];
  for (const change of changes) {
    const root = parseYaml(file, current).value.root;
    const style = findStyle(current, root);
    const wanted = mergeFile(root, change, style);
    if (isUnchanged(wanted.summary)) continue;
    const next = applyEdits(current, editFile(current, root, change, style));
    const { value, diagnostics } = parseYaml(file, next);
    const says = value.root ? plainOf(value.root) : null;
    if (diagnostics.length > 0 || stableJson(says) !== stableJson(wanted.plain)) refused.push(change.name);
    else {
      current = next;
      summaries.push(wanted.summary);
    }
  }
  return { text: current, summaries, refused };
}

/** What the file is to say, and what of it is new. */
function mergeFile(
  root: YamlNode | null,
  change: ContractChange,
  { typeKey }: YamlStyle,
): { readonly plain: Json; readonly summary: ContractSummary } {
  const plain = root ? plainOf(root) : {};
  const whole = isMap(plain) ? plain : {};
  const listed = whole[change.section];
  const items = Array.isArray(listed) ? listed : [];
  const index = items.findIndex((item) => isMap(item) && String(item.name) === change.name);
  const found = items[index];
  const { entry, summary } = mergeContract(isMap(found) ? found : { name: change.name }, change, typeKey);
  const next = index < 0 ? [...items, entry] : items.map((item, at) => (at === index ? entry : item));
  return { plain: { ...whole, [change.section]: next }, summary };
}

function editFile(
  text: string,
  root: YamlNode | null,
  change: ContractChange,
  style: YamlStyle,
): readonly TextEdit[] {
  const section = entryOf(root ?? undefined, change.section);
  const items = itemsOf(section?.value);
  const entry = items.find((item) => textOf(childOf(item, "name")) === change.name);
  if (entry?.kind === "map") return editEntry(text, entry, change, style);
  if (section === undefined || root?.kind !== "map") return [addSection(text, root, change, style)];
  const last = items.at(-1);
  if (isFlow(text, section.value)) {
    const written = renderFlowEntry(change, style);
    return [last ? insertAt(last.end, `, ${written}`) : insertAt(section.value.start + 1, written)];
  }
  if (last === undefined)
    return [insertBelow(text, section.keyEnd, renderBlockEntry(change, style, style.listOffset))];
  const dash = dashOf(text, last);
  const lines = renderBlockEntry(change, style, dash);
  return [insertBelow(text, endWithComments(text, last.end, dash), lines)];
}

function addSection(text: string, root: YamlNode | null, change: ContractChange, style: YamlStyle): TextEdit {
  const last = (root as YamlMap | null)?.entries.at(-1);
  if (root && last && isFlow(text, root))
    return insertAt(
      last.value.end,
      `, ${renderEntry(change.section, `[${renderFlowEntry(change, style)}]`, style)}`,
    );
  const lines = [`${change.section}:`, ...renderBlockEntry(change, style, style.listOffset)];
  if (text === "") return insertAt(0, `${lines.join("\n")}\n`);
  const isEnded = text.endsWith("\n");
  const eol = endOfLine(text);
  return insertAt(text.length, `${isEnded ? "" : eol}${lines.join(eol)}${isEnded ? eol : ""}`);
}

function renderBlockEntry(change: ContractChange, style: YamlStyle, indent: number): readonly string[] {
  const keys = " ".repeat(indent + style.dashGap);
  return [
    `${" ".repeat(indent)}-${" ".repeat(style.dashGap - 1)}name: ${renderScalar(change.name, style, false)}`,
    ...(change.contract ? [`${keys}contract: true`] : []),
    `${keys}columns:`,
    ...change.columns.flatMap((column) => renderBlockColumn(column, style, keys.length + style.listOffset)),
  ];
}

function renderFlowEntry(change: ContractChange, style: YamlStyle): string {
  const columns = change.columns.map((column) => renderFlowColumn(column, style)).join(", ");
  return renderMap(
    [
      renderEntry("name", renderScalar(change.name, style, true), style),
      ...(change.contract ? [renderEntry("contract", "true", style)] : []),
      renderEntry("columns", `[${columns}]`, style),
    ],
    style,
  );
}
