import type { Content, Expression, Hash, Literal, Mustache, Program, Statement } from "./syntax.ts";

/**
 * Parses a template whose every tag is a plain call with literal arguments (`{{ref "x"}}`, `{{config a=1}}`, `{{this}}`), or returns
 * undefined for anything else. The tree is what Handlebars' parser would make. Most models are such templates, and this
 * spares them the parser: its loading, and most of the time.
 */
export function parseSimple(text: string): Program | undefined {
  const body: Statement[] = [];
  const place = { line: 1, column: 0 };
  let at = 0;
  while (true) {
    const open = text.indexOf("{{", at);
    const end = open === -1 ? text.length : open;
    if (end > at) body.push(content(text.slice(at, end), place));
    if (open === -1) return { type: "Program", body };
    if (text[open - 1] === "\\") return undefined;
    const close = text.indexOf("}}", open);
    if (close === -1 || text[close + 2] === "}") return undefined;
    const tag = text.slice(open, close + 2);
    const mustache = parseTag(tag, place);
    if (mustache === undefined) return undefined;
    body.push(mustache);
    at = close + 2;
  }
}

type Place = { line: number; column: number };

const tagPattern =
  /^\{\{\s*([A-Za-z_]\w*)((?:\s+(?:[A-Za-z_]\w*=)?(?:"[^"\\{}]*"|'[^'\\{}]*'|-?\d{1,15}(?:\.\d{1,15})?|true|false))*)\s*\}\}$/;
const argumentPattern = /(?:([A-Za-z_]\w*)=)?("[^"]*"|'[^']*'|-?[\d.]+|true|false)/g;
/** Words that are no plain calls although they look like one. */
const reserved = new Set(["else", "true", "false", "null", "undefined", "as"]);

function parseTag(tag: string, place: Place): Mustache | undefined {
  const match = tagPattern.exec(tag);
  const name = match?.[1];
  if (match === null || name === undefined || reserved.has(name)) return undefined;
  const start = { ...place };
  advance(place, tag);
  const loc = { start, end: { ...place } };
  const params: Expression[] = [];
  const pairs: Hash["pairs"][number][] = [];
  for (const [, key, literal = ""] of (match[2] ?? "").matchAll(argumentPattern)) {
    const value = parseLiteral(literal, loc);
    if (key !== undefined) pairs.push({ key, value });
    else if (pairs.length > 0) return undefined;
    else params.push(value);
  }
  return {
    type: "MustacheStatement",
    path: {
      type: "PathExpression",
      original: name,
      data: false,
      depth: 0,
      parts: name === "this" ? [] : [name],
      loc,
    },
    params,
    ...(pairs.length > 0 && { hash: { pairs } }),
    loc,
  };
}

function parseLiteral(text: string, loc: Literal["loc"]): Literal {
  if (text === "true" || text === "false") return { type: "BooleanLiteral", value: text === "true", loc };
  if (text.startsWith('"') || text.startsWith("'"))
    return { type: "StringLiteral", value: text.slice(1, -1), loc };
  return { type: "NumberLiteral", value: Number(text), loc };
}

function content(value: string, place: Place): Content {
  const start = { ...place };
  advance(place, value);
  return { type: "ContentStatement", value, original: value, loc: { start, end: { ...place } } };
}

function advance(place: Place, text: string): void {
  let from = 0;
  for (let next = text.indexOf("\n"); next !== -1; next = text.indexOf("\n", from)) {
    place.line++;
    place.column = 0;
    from = next + 1;
  }
  place.column += text.length - from;
}
