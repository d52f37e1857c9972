import type { YamlEntry, YamlFile, YamlNode } from "./yaml-node.ts";

/**
 * Parses the YAML that projects are mostly made of: nested maps and lists by indentation, one-line flow collections, plain and quoted
 * texts on one line, block texts, comments. Returns undefined for anything else, faulty or merely unusual (anchors, tags, multi-line
 * plain texts, tabs, documents): the `yaml` library then reads it, or says what is wrong. Where this parser does return something, the
 * library returns the same; it takes a tenth of the time.
 */
export function parsePlainYaml(file: string, text: string): YamlFile | undefined {
  if (unusual.test(text)) return undefined;
  const cursor: Cursor = { text, at: 0, indent: 0, lineStart: 0, failed: false };
  if (!nextLine(cursor)) return { file, text, root: null };
  const root = cursor.indent === 0 ? parseBlock(cursor, 0) : undefined;
  return root && !cursor.failed && cursor.at >= text.length ? { file, text, root } : undefined;
}

/** Carriage returns, tabs, document marks, directives, byte order marks and other controls. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
const unusual = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]|^(?:---|\.\.\.|%)/m;

interface Cursor {
  readonly text: string;
  /** At the first character of a line's content, or at the end of the text. */
  at: number;
  /** Column of `at`. */
  indent: number;
  lineStart: number;
  failed: boolean;
}

const NEWLINE = 10;
const BLANK = 32;
const HASH = 35;
const DASH = 45;
const COLON = 58;
const COMMA = 44;
const DOUBLE = 34;
const SINGLE = 39;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_MAP = 123;
const CLOSE_MAP = 125;
const PIPE = 124;
const GREATER = 62;

/** Moves to the content of the next line that has any, from the start of a line. */
function nextLine(cursor: Cursor): boolean {
  const { text } = cursor;
  let at = cursor.at;
  while (at < text.length) {
    const start = at;
    while (text.charCodeAt(at) === BLANK) at++;
    const code = text.charCodeAt(at);
    if (code === NEWLINE) at++;
    else if (code === HASH) {
      const end = text.indexOf("\n", at);
      at = end < 0 ? text.length : end + 1;
    } else if (at < text.length) {
      cursor.at = at;
      cursor.lineStart = start;
      cursor.indent = at - start;
      return true;
    }
  }
  cursor.at = text.length;
  cursor.indent = -1;
  return false;
}

/** Finishes a line after a value: only blanks and a comment may follow. */
function endLine(cursor: Cursor): boolean {
  const { text } = cursor;
  let { at } = cursor;
  const from = at;
  while (text.charCodeAt(at) === BLANK) at++;
  if (at < text.length && text.charCodeAt(at) !== NEWLINE) {
    if (text.charCodeAt(at) !== HASH || at === from) return fail(cursor);
    const end = text.indexOf("\n", at);
    at = end < 0 ? text.length : end;
  }
  cursor.at = at < text.length ? at + 1 : at;
  nextLine(cursor);
  return true;
}

function fail(cursor: Cursor): false {
  cursor.failed = true;
  return false;
}

/** A map or list whose entries start in column `indent`; the cursor stands at the first one. */
function parseBlock(cursor: Cursor, indent: number): YamlNode | undefined {
  const { text } = cursor;
  if (isDash(text, cursor.at)) return parseBlockList(cursor, indent);
  return parseBlockMap(cursor, indent);
}

const isDash = (text: string, at: number): boolean => {
  if (text.charCodeAt(at) !== DASH) return false;
  const next = text.charCodeAt(at + 1);
  return next === BLANK || next === NEWLINE || at + 1 === text.length;
};

function parseBlockList(cursor: Cursor, indent: number): YamlNode | undefined {
  const { text } = cursor;
  const start = cursor.at;
  const items: YamlNode[] = [];
  while (cursor.indent === indent && isDash(text, cursor.at)) {
    const dash = cursor.at;
    let at = dash + 1;
    while (text.charCodeAt(at) === BLANK) at++;
    const code = text.charCodeAt(at);
    let item: YamlNode | undefined;
    if (at >= text.length || code === NEWLINE || code === HASH) {
      // Where an empty item stands after blanks or a comment is the library's to say.
      if (at > dash + 1) return undefined;
      cursor.at = dash + 1;
      if (!endLine(cursor)) return undefined;
      item = cursor.indent > indent ? parseBlock(cursor, cursor.indent) : emptyAt(dash + 1);
    } else if (isDash(text, at) || isKeyAt(text, at)) {
      // `- key: value`: a block whose column is that of its first key.
      cursor.at = at;
      cursor.indent = at - cursor.lineStart;
      item = parseBlock(cursor, cursor.indent);
    } else {
      cursor.at = at;
      item = parseInline(cursor, indent);
    }
    if (!item || cursor.failed) return undefined;
    items.push(item);
    if (cursor.indent > indent) return undefined;
  }
  return { kind: "list", items, start, end: endOf(items.at(-1), start) };
}

function parseBlockMap(cursor: Cursor, indent: number): YamlNode | undefined {
  const { text } = cursor;
  const start = cursor.at;
  const entries: YamlEntry[] = [];
  while (cursor.indent === indent && !isDash(text, cursor.at)) {
    const keyStart = cursor.at;
    const colon = findKeyEnd(text, keyStart);
    if (colon < 0) return undefined;
    const key = text.slice(keyStart, colon);
    if (entries.some((entry) => entry.key === key)) return undefined;
    let at = colon + 1;
    while (text.charCodeAt(at) === BLANK) at++;
    const code = text.charCodeAt(at);
    let value: YamlNode | undefined;
    if (at >= text.length || code === NEWLINE || code === HASH) {
      cursor.at = colon + 1;
      if (!endLine(cursor)) return undefined;
      const isNested = cursor.indent > indent || (cursor.indent === indent && isDash(text, cursor.at));
      value = isNested ? parseBlock(cursor, cursor.indent) : emptyAt(colon);
    } else if (code === PIPE || code === GREATER) {
      cursor.at = at;
      value = parseBlockText(cursor, indent);
    } else {
      if (isKeyAt(text, at) || isDash(text, at)) return undefined;
      cursor.at = at;
      value = parseInline(cursor, indent);
    }
    if (!value || cursor.failed) return undefined;
    entries.push({ key, keyStart, keyEnd: colon, value });
    if (cursor.indent > indent) return undefined;
  }
  return entries.length === 0
    ? undefined
    : { kind: "map", entries, start, end: endOf(entries.at(-1)?.value, start) };
}

const endOf = (last: YamlNode | undefined, otherwise: number): number => last?.end ?? otherwise;
const emptyAt = (at: number): YamlNode => ({ kind: "scalar", value: null, start: at, end: at });

const keyPattern = /[A-Za-z_][\w./+-]*(?=:(?: |\n|$))/y;
const isKeyAt = (text: string, at: number): boolean => findKeyEnd(text, at) >= 0;

/** Offset of the colon after a plain key; -1 where none starts here. */
function findKeyEnd(text: string, at: number): number {
  keyPattern.lastIndex = at;
  if (!keyPattern.test(text)) return -1;
  const end = keyPattern.lastIndex;
  // `true:` and `null:` are keys of other types to some readers.
  return end - at <= 5 && /^(?:true|false|null)$/i.test(text.slice(at, end)) ? -1 : end;
}

/** A value on the rest of the line. */
function parseInline(cursor: Cursor, indent: number): YamlNode | undefined {
  const { text, at } = cursor;
  const code = text.charCodeAt(at);
  const value =
    code === OPEN_LIST || code === OPEN_MAP
      ? parseFlow(cursor)
      : code === DOUBLE || code === SINGLE
        ? parseQuoted(cursor)
        : parsePlain(cursor, false);
  if (!value || !endLine(cursor)) return undefined;
  // A deeper line below would continue the text.
  return cursor.indent > indent ? undefined : value;
}

/** Starts of plain texts that mean something else. */
const indicators = new Set("-?:,[]{}#&*!|>'\"%@`=<".split("").map((character) => character.charCodeAt(0)));

function parsePlain(cursor: Cursor, isFlow: boolean): YamlNode | undefined {
  const { text } = cursor;
  const start = cursor.at;
  const first = text.charCodeAt(start);
  if (indicators.has(first) && !(first === DASH && isDigit(text.charCodeAt(start + 1)))) return undefined;
  let at = start;
  let end = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === NEWLINE) break;
    if (code === BLANK) continue;
    if (code === HASH && text.charCodeAt(at - 1) === BLANK) break;
    if (code === COLON) {
      const next = text.charCodeAt(at + 1);
      if (next === BLANK || next === NEWLINE || at + 1 >= text.length || isFlow) return undefined;
    }
    if (isFlow && (code === COMMA || code === CLOSE_LIST || code === CLOSE_MAP)) break;
    if (isFlow && (code === OPEN_LIST || code === OPEN_MAP)) return undefined;
    end = at + 1;
  }
  cursor.at = end;
  const value = resolvePlain(text.slice(start, end));
  return value === undefined ? undefined : { kind: "scalar", value, start, end };
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

const words: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ["true", true],
  ["True", true],
  ["TRUE", true],
  ["false", false],
  ["False", false],
  ["FALSE", false],
  ["null", null],
  ["Null", null],
  ["NULL", null],
  ["~", null],
]);

/** What YAML 1.2's core schema makes of a plain text; undefined for numbers out of the ordinary. */
function resolvePlain(text: string): string | number | boolean | null | undefined {
  const first = text.charCodeAt(0);
  if (isDigit(first) || first === DASH) {
    if (/^-?\d{1,15}(?:\.\d{1,15})?$/.test(text)) return Number(text);
    // Dates, versions and the like are texts; anything that only resembles a number is left to the library.
    return /^-?[\d.]*(?:[eE][-+\d]*)?$|^0[ox]/.test(text) ? undefined : text;
  }
  if (first === 46 || first === 43) return undefined;
  const word = words.get(text);
  return word === undefined ? text : word;
}

function parseQuoted(cursor: Cursor): YamlNode | undefined {
  const { text, at: start } = cursor;
  const quote = text[start] as string;
  let end = start + 1;
  while (true) {
    end = text.indexOf(quote, end);
    if (end < 0) return undefined;
    if (quote === '"' || text[end + 1] !== "'") break;
    end += 2;
  }
  const inner = text.slice(start + 1, end);
  if (inner.includes("\n")) return undefined;
  if (quote === "'") {
    cursor.at = end + 1;
    return { kind: "scalar", value: inner.replaceAll("''", "'"), start, end: end + 1 };
  }
  if (inner.includes("\\")) return parseEscaped(cursor);
  cursor.at = end + 1;
  return { kind: "scalar", value: inner, start, end: end + 1 };
}

/** A double-quoted text whose escapes mean the same in JSON. */
function parseEscaped(cursor: Cursor): YamlNode | undefined {
  const { text, at: start } = cursor;
  const quoted = /"(?:[^"\\\n]|\\["\\/nt])*"/y;
  quoted.lastIndex = start;
  const match = quoted.exec(text);
  if (!match) return undefined;
  cursor.at = quoted.lastIndex;
  return { kind: "scalar", value: JSON.parse(match[0]) as string, start, end: cursor.at };
}

/** `[a, b]` or `{a: 1}`, also over several lines. */
function parseFlow(cursor: Cursor): YamlNode | undefined {
  const { text, at: start } = cursor;
  const isMap = text.charCodeAt(start) === OPEN_MAP;
  const close = isMap ? CLOSE_MAP : CLOSE_LIST;
  const items: YamlNode[] = [];
  const entries: YamlEntry[] = [];
  cursor.at++;
  if (!skipFlowSpace(cursor)) return undefined;
  while (text.charCodeAt(cursor.at) !== close) {
    if (isMap) {
      const entry = parseFlowEntry(cursor);
      if (!entry || entries.some(({ key }) => key === entry.key)) return undefined;
      entries.push(entry);
    } else {
      const item = isKeyAt(text, cursor.at) ? parseLonePair(cursor) : parseFlowValue(cursor);
      if (!item) return undefined;
      items.push(item);
    }
    if (!skipFlowSpace(cursor)) return undefined;
    const code = text.charCodeAt(cursor.at);
    if (code === COMMA) {
      cursor.at++;
      if (!skipFlowSpace(cursor)) return undefined;
    } else if (code !== close) return undefined;
  }
  cursor.at++;
  const end = cursor.at;
  return isMap ? { kind: "map", entries, start, end } : { kind: "list", items, start, end };
}

/** `[a, b: 1]`: a map of one entry without braces. */
function parseLonePair(cursor: Cursor): YamlNode | undefined {
  const entry = parseFlowEntry(cursor);
  return entry && { kind: "map", entries: [entry], start: entry.keyStart, end: entry.value.end };
}

function parseFlowEntry(cursor: Cursor): YamlEntry | undefined {
  const { text, at: keyStart } = cursor;
  const keyEnd = findKeyEnd(text, keyStart);
  if (keyEnd < 0 || text.charCodeAt(keyEnd + 1) !== BLANK) return undefined;
  cursor.at = keyEnd + 1;
  skipBlanks(cursor);
  const value = parseFlowValue(cursor);
  return value && { key: text.slice(keyStart, keyEnd), keyStart, keyEnd, value };
}

function parseFlowValue(cursor: Cursor): YamlNode | undefined {
  const code = cursor.text.charCodeAt(cursor.at);
  if (code === OPEN_LIST || code === OPEN_MAP) return parseFlow(cursor);
  return code === DOUBLE || code === SINGLE ? parseQuoted(cursor) : parsePlain(cursor, true);
}

function skipBlanks(cursor: Cursor): void {
  while (cursor.text.charCodeAt(cursor.at) === BLANK) cursor.at++;
}

/** Blanks and line ends within a flow collection, whose lines have to be indented; false for comments and the like. */
function skipFlowSpace(cursor: Cursor): boolean {
  const { text } = cursor;
  while (true) {
    skipBlanks(cursor);
    const code = text.charCodeAt(cursor.at);
    if (code === HASH || cursor.at >= text.length) return false;
    if (code !== NEWLINE) return true;
    const start = ++cursor.at;
    skipBlanks(cursor);
    const isEmpty = text.charCodeAt(cursor.at) === NEWLINE;
    if (!isEmpty && cursor.at - start <= cursor.indent) return false;
  }
}

/** `|`, `|-`, `>` or `>-` and the deeper lines below. */
function parseBlockText(cursor: Cursor, indent: number): YamlNode | undefined {
  const { text, at: start } = cursor;
  const header = /([|>])(-?)\n/y;
  header.lastIndex = start;
  const match = header.exec(text);
  if (!match) return undefined;
  const isFolded = match[1] === ">";
  const lines: string[] = [];
  let own = -1;
  let at = header.lastIndex;
  let end = at;
  while (at < text.length) {
    const feed = text.indexOf("\n", at);
    const stop = feed < 0 ? text.length : feed;
    const line = text.slice(at, stop);
    const depth = line.search(/[^ ]/);
    // Lines of blanks may belong to the text or not, and folded texts have rules of their own for empty and deeper lines.
    if (depth < 0) {
      if (line !== "") return undefined;
      lines.push("");
    } else {
      if (own < 0) own = depth;
      if (depth < own || own <= indent) break;
      if (isFolded && (depth > own || line.endsWith(" "))) return undefined;
      lines.push(line.slice(own));
      end = stop;
    }
    at = stop + 1;
  }
  while (lines.at(-1) === "") lines.pop();
  if (lines.length === 0 || lines[0] === "" || end >= text.length) return undefined;
  if (isFolded && lines.includes("")) return undefined;
  cursor.at = end + 1;
  nextLine(cursor);
  if (cursor.indent > indent) return undefined;
  const value = lines.join(isFolded ? " " : "\n") + (match[2] === "-" ? "" : "\n");
  return { kind: "scalar", value, start, end: end + 1 };
}
