import type { Hash, Literal, Location, Mustache, Path, Position, Program, Statement } from "./syntax.ts";

/**
 * Parses a template whose every tag is a plain call with literal arguments (`{{ref "x"}}`, `{{config a=1}}`, `{{this}}`), or returns
 * undefined for anything else. The tree is what Handlebars' parser would make, exact places included. Most models are such
 * templates, and this spares them the parser: its loading, and most of the time.
 */
export function parsePlain(text: string): Program | undefined {
  const body: Statement[] = [];
  const cursor: Cursor = { text, line: 1, lineStart: 0, lineEnd: findLineEnd(text, 0) };
  let at = 0;
  let start: Position = { line: 1, column: 0 };
  while (true) {
    const open = text.indexOf("{{", at);
    const end = open < 0 ? text.length : open;
    if (end > at) {
      const value = text.slice(at, end);
      const loc = { start, end: moveTo(cursor, end) };
      body.push({ type: "ContentStatement", value, original: value, loc });
      start = loc.end;
    }
    if (open < 0) return { type: "Program", body };
    if (text[open - 1] === "\\") return undefined;
    tagPattern.lastIndex = open;
    const match = tagPattern.exec(text);
    const mustache = match && readTag(match, start, cursor);
    if (!mustache) return undefined;
    body.push(mustache);
    at = open + match[0].length;
    start = mustache.loc.end;
  }
}

/** One name and literals; a third brace and anything with a backslash is left to Handlebars. */
const tagPattern =
  /(\{\{\s*)([A-Za-z_]\w*)((?:\s+(?:[A-Za-z_]\w*=)?(?:"[^"\\]*"|'[^'\\]*'|-?\d{1,15}(?:\.\d{1,15})?|true|false))*)\s*\}\}(?!\})/y;
const argumentPattern = /(?:([A-Za-z_]\w*)=)?("[^"]*"|'[^']*'|[^\s"']+)/g;

/** Words that are no plain calls although they look like one. */
const reserved = new Set(["else", "true", "false", "null", "undefined", "as"]);

function readTag(match: RegExpExecArray, start: Position, cursor: Cursor): Mustache | undefined {
  const [whole, open = "", name = "", rest = ""] = match;
  if (reserved.has(name)) return undefined;
  const nameAt = match.index + open.length;
  const restAt = nameAt + name.length;
  const path: Path = {
    type: "PathExpression",
    original: name,
    data: false,
    depth: 0,
    parts: name === "this" ? [] : [name],
    loc: { start: moveTo(cursor, nameAt), end: moveTo(cursor, restAt) },
  };
  const params: Literal[] = [];
  const pairs: Hash["pairs"][number][] = [];
  argumentPattern.lastIndex = 0;
  for (let found = argumentPattern.exec(rest); found; found = argumentPattern.exec(rest)) {
    const [argument, key, literal = ""] = found;
    if (key === undefined && pairs.length > 0) return undefined;
    const argumentStart = moveTo(cursor, restAt + found.index);
    const end = restAt + found.index + argument.length;
    const literalStart = key === undefined ? argumentStart : moveTo(cursor, end - literal.length);
    const value = readLiteral(literal, { start: literalStart, end: moveTo(cursor, end) });
    if (key === undefined) params.push(value);
    else pairs.push({ key, value, loc: { start: argumentStart, end: value.loc.end } });
  }
  return {
    type: "MustacheStatement",
    path,
    params,
    hash: pairs.length > 0 ? { pairs } : undefined,
    loc: { start, end: moveTo(cursor, match.index + whole.length) },
  };
}

function readLiteral(text: string, loc: Location): Literal {
  if (text === "true" || text === "false") return { type: "BooleanLiteral", value: text === "true", loc };
  if (text.startsWith('"') || text.startsWith("'"))
    return { type: "StringLiteral", value: text.slice(1, -1), loc };
  return { type: "NumberLiteral", value: Number(text), loc };
}

/** The line that was reached; it only moves on, so that each line end is looked for once. */
interface Cursor {
  readonly text: string;
  line: number;
  lineStart: number;
  lineEnd: number;
}

function moveTo(cursor: Cursor, index: number): Position {
  while (cursor.lineEnd < index) {
    cursor.line++;
    cursor.lineStart = cursor.lineEnd + 1;
    cursor.lineEnd = findLineEnd(cursor.text, cursor.lineStart);
  }
  return { line: cursor.line, column: index - cursor.lineStart };
}

function findLineEnd(text: string, from: number): number {
  const found = text.indexOf("\n", from);
  return found < 0 ? text.length : found;
}
