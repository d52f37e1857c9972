import type { Expression, Hash, Literal, Location, Mustache, Program } from "./syntax.ts";

/**
 * Finds the tags of a template whose every tag is a plain call with literal arguments (`{{ref "x"}}`, `{{config a=1}}`, `{{this}}`),
 * with exact places; undefined for anything else. Most models are such templates, which spares them Handlebars' parser.
 */
export function scanSimple(text: string): Program | undefined {
  const body: Mustache[] = [];
  let line = 1;
  let lineStart = 0;
  let seen = 0;
  for (let open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", seen)) {
    if (text[open - 1] === "\\") return undefined;
    for (let feed = text.indexOf("\n", seen); feed >= 0 && feed < open; feed = text.indexOf("\n", feed + 1)) {
      line++;
      lineStart = feed + 1;
    }
    tagPattern.lastIndex = open;
    const match = tagPattern.exec(text);
    if (!match) return undefined;
    const mustache = readTag(match, line, open - lineStart);
    if (!mustache) return undefined;
    body.push(mustache);
    seen = open + match[0].length;
  }
  return { type: "Program", body };
}

/** One line, one name, literals; a third brace and anything with a backslash is left to the parser. */
const tagPattern =
  /\{\{([ \t]*)([A-Za-z_]\w*)((?:[ \t]+(?:[A-Za-z_]\w*=)?(?:"[^"\\\n]*"|'[^'\\\n]*'|-?\d{1,15}(?:\.\d{1,15})?|true|false)(?=[ \t}]))*)[ \t]*\}\}(?!\})/y;
const argumentPattern = /(?:([A-Za-z_]\w*)=)?("[^"]*"|'[^']*'|[^\s"']+)/g;

/** Words that are no plain calls although they look like one. */
const reserved = new Set(["else", "true", "false", "null", "undefined", "as"]);

function readTag(match: RegExpExecArray, line: number, column: number): Mustache | undefined {
  const [whole, blank = "", name = "", rest = ""] = match;
  if (reserved.has(name)) return undefined;
  const start = column + 2 + blank.length;
  const params: Expression[] = [];
  const pairs: Hash["pairs"][number][] = [];
  if (rest !== "") {
    const from = start + name.length;
    for (const found of rest.matchAll(argumentPattern)) {
      const [argument, key, literal = ""] = found;
      const at = from + found.index;
      const valueAt = at + argument.length - literal.length;
      const value = readLiteral(literal, place(line, valueAt, literal.length));
      if (key !== undefined) pairs.push({ key, value, loc: place(line, at, argument.length) });
      else if (pairs.length > 0) return undefined;
      else params.push(value);
    }
  }
  return {
    type: "MustacheStatement",
    path: {
      type: "PathExpression",
      original: name,
      data: false,
      depth: 0,
      parts: name === "this" ? [] : [name],
      loc: place(line, start, name.length),
    },
    params,
    ...(pairs.length > 0 && { hash: { pairs } }),
    loc: place(line, column, whole.length),
  };
}

function readLiteral(text: string, loc: Location): Literal {
  if (text === "true" || text === "false") return { type: "BooleanLiteral", value: text === "true", loc };
  const isQuoted = text.startsWith('"') || text.startsWith("'");
  if (isQuoted) return { type: "StringLiteral", value: text.slice(1, -1), loc };
  return { type: "NumberLiteral", value: Number(text), loc };
}

function place(line: number, column: number, length: number): Location {
  return { start: { line, column }, end: { line, column: column + length } };
}
