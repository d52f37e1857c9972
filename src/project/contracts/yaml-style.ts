import { childOf, entryOf, itemsOf, type YamlNode } from "../yaml/yaml-node.ts";
import { indentOf } from "./text-edits.ts";

/** How a YAML file is written, as far as new lines are to look like those that are there. */
export interface YamlStyle {
  /** Columns are maps in braces, one a line. */
  readonly flowColumns: boolean;
  /** What stands inside of braces: `{name: id}` or `{ name: id }`. */
  readonly pad: "" | " ";
  readonly typeKey: "type" | "data_type";
  /** From a key to the dashes of its list, and from a dash to what stands behind it. */
  readonly listOffset: number;
  readonly dashGap: number;
  /** Keys and texts are quoted as in JSON. */
  readonly json: boolean;
}

/** Finds out how a file is written; what it has no example of is as in a file without any. */
export function findStyle(text: string, root: YamlNode | null): YamlStyle {
  const entries = ["models", "seeds", "snapshots", "sources"].flatMap((key) =>
    itemsOf(childOf(root ?? undefined, key)),
  );
  const holders = [...entries, ...entries.flatMap((entry) => itemsOf(childOf(entry, "tables")))];
  const columns = holders.flatMap((holder) => itemsOf(childOf(holder, "columns")));
  const inBraces = columns.filter((column) => isFlow(text, column));
  const hasKey = (key: string) => columns.some((column) => entryOf(column, key) !== undefined);
  const [braces] = [...text.matchAll(/\{(?!\{)(\s?)["\w]/g)];
  return {
    flowColumns: columns.length === 0 || inBraces.length * 2 >= columns.length,
    pad: braces?.[1] === " " ? " " : "",
    typeKey: hasKey("data_type") && !hasKey("type") ? "data_type" : "type",
    ...findDashes(text, root, holders),
    json: root !== null && text[root.start] === "{" && /^\{\s*"/.test(text.slice(root.start)),
  };
}

/** Whether a map or list is written in braces or brackets. */
export function isFlow(text: string, node: YamlNode): boolean {
  return node.kind !== "scalar" && (text[node.start] === "{" || text[node.start] === "[");
}

/** Where the dash of a list's item stands in its line; at its start where there is none, as behind an alias. */
export function dashOf(text: string, item: YamlNode): number {
  const indent = indentOf(text, item.start);
  return Math.max(0, text.slice(item.start - indent, item.start).lastIndexOf("-"));
}

function findDashes(text: string, root: YamlNode | null, holders: readonly YamlNode[]) {
  for (const holder of [...holders, ...(root ? [root] : [])])
    for (const { keyStart, value } of holder.kind === "map" ? holder.entries : []) {
      const [first] = value.kind === "list" && !isFlow(text, value) ? value.items : [];
      if (first === undefined || isFlow(text, holder)) continue;
      const dash = dashOf(text, first);
      return {
        listOffset: dash - indentOf(text, keyStart),
        dashGap: indentOf(text, first.start) - dash,
      };
    }
  return { listOffset: 2, dashGap: 2 };
}
