import type { Span } from "../../base/span.ts";
import type { Json } from "../definitions.ts";

/** A YAML value with its place: offsets into the file's text, the end exclusive. Aliases are resolved; anchors and comments are gone. */
export type YamlNode = YamlScalar | YamlList | YamlMap;

export interface YamlScalar {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  readonly start: number;
  readonly end: number;
}

export interface YamlList {
  readonly kind: "list";
  readonly items: readonly YamlNode[];
  readonly start: number;
  readonly end: number;
}

export interface YamlMap {
  readonly kind: "map";
  readonly entries: readonly YamlEntry[];
  readonly start: number;
  readonly end: number;
}

export interface YamlEntry {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: YamlNode;
}

/** A parsed YAML file; `root` is null where the file holds nothing. */
export interface YamlFile {
  readonly file: string;
  readonly text: string;
  readonly root: YamlNode | null;
}

/** The plain data of a node. */
export function plainOf(node: YamlNode): Json {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(plainOf);
  const plain: Record<string, Json> = {};
  for (const { key, value } of node.entries) {
    // A plain assignment to this one key would change the prototype instead.
    if (key === "__proto__") Object.defineProperty(plain, key, { value: plainOf(value), enumerable: true });
    else plain[key] = plainOf(value);
  }
  return plain;
}

/** Makes spans for a file's offsets. Offsets that come in ascending order cost least. */
export type Locate = (start: number, end: number) => Span;

/** Returns the function that turns offsets of `text` into spans of `file`; a span ends with its first line. */
export function createLocator(file: string, text: string): Locate {
  let starts: number[] | undefined;
  let near = 0;
  return (start, end) => {
    starts ??= findLineStarts(text);
    let line = near;
    if ((starts[line] as number) > start) line = findLine(starts, start);
    while (line + 1 < starts.length && (starts[line + 1] as number) <= start) line++;
    near = line;
    const lineStart = starts[line] as number;
    const lineEnd = line + 1 < starts.length ? (starts[line + 1] as number) - 1 : text.length;
    const length = Math.max(1, Math.min(end, lineEnd) - start);
    return { file, line: line + 1, column: start - lineStart + 1, length };
  };
}

function findLineStarts(text: string): number[] {
  const starts = [0];
  for (let feed = text.indexOf("\n"); feed >= 0; feed = text.indexOf("\n", feed + 1)) starts.push(feed + 1);
  return starts;
}

function findLine(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Value of a key; undefined for other nodes and absent keys. */
export function childOf(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return entryOf(node, key)?.value;
}

/** Entry of a key. */
export function entryOf(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  return node?.kind === "map" ? node.entries.find((entry) => entry.key === key) : undefined;
}

/** Items of a list; a lone value counts as a list of one, null as none. */
export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  if (node === undefined || (node.kind === "scalar" && node.value === null)) return [];
  return node.kind === "list" ? node.items : [node];
}

/** Text of a scalar; numbers and booleans as they read. Undefined for null and for other nodes. */
export function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === "scalar" && node.value !== null ? String(node.value) : undefined;
}

/** True only for a literal `true`, false for `false`, undefined otherwise. */
export function flagOf(node: YamlNode | undefined): boolean | undefined {
  return node?.kind === "scalar" && typeof node.value === "boolean" ? node.value : undefined;
}
