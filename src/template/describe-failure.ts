/** Why a text is no template, and where; lines and columns count from 1. */
export interface ParseFailure {
  readonly reason: string;
  readonly line: number;
  readonly column: number;
}

/** Says in plain words what Handlebars' parser threw on a text, with the exact place. */
export function describeFailure(error: unknown, text: string): ParseFailure {
  const message = error instanceof Error ? error.message : String(error);
  const placed = /^([\s\S]*) - (\d+):(\d+)$/.exec(message);
  if (placed) {
    const [, said = "", line, column] = placed;
    return { reason: rewordMismatch(said), line: Number(line), column: Number(column) + 1 };
  }
  const parse = /^(?:Parse|Lexical) error on line (\d+)[:.]/.exec(message);
  if (!parse) return { reason: message.split("\n")[0] ?? message, line: 1, column: 1 };
  const got = /got '([^']*)'/.exec(message)?.[1];
  return placeFailure(message, Number(parse[1]), got, text);
}

/**
 * The parser's report has the line on which its last token ended and a caret below an excerpt of up to 20 characters on both
 * sides of the point it stopped at. The excerpt is looked up in the text, which gives the exact place.
 */
function placeFailure(message: string, line: number, got: string | undefined, text: string): ParseFailure {
  if (got === "EOF") return placeUnclosed(text);
  const [, shown = "", pointer = ""] = message.split("\n");
  const caret = pointer.indexOf("^");
  const excerpt = shown.startsWith("...") ? shown.slice(3) : shown;
  const seen = excerpt.slice(0, Math.max(0, caret - (shown.length - excerpt.length)));
  // The excerpt runs over line ends without showing them; a tag rarely does.
  const before = seen.slice(Math.max(0, seen.lastIndexOf("{{")));
  const lines = text.split("\n");
  for (let at = line; at >= Math.max(1, line - 1); at--) {
    const content = lines[at - 1] ?? "";
    const found = before === "" ? -1 : content.indexOf(before.trimStart());
    if (found < 0) continue;
    const column = found + before.trimStart().length;
    return { reason: unexpected(got, content.slice(column)), line: at, column: column + 1 };
  }
  const open = (lines[line - 1] ?? "").indexOf("{{");
  return { reason: unexpected(got, ""), line, column: Math.max(0, open) + 1 };
}

/** At the end of the file something is still open: an unclosed tag, or the last block without its end. */
function placeUnclosed(text: string): ParseFailure {
  const open: { name: string; index: number }[] = [];
  const tags = /\{\{(?:!--[\s\S]*?--\}\}|![\s\S]*?\}\}|~?\s*([#/^]?)>?\s*([\w.-]*)[^}]*(\}\})?)/g;
  for (const match of text.matchAll(tags)) {
    const [whole, sign, name = "", end] = match;
    if (whole.startsWith("{{!")) continue;
    if (end === undefined) return { reason: "a tag is not closed", ...positionAt(text, match.index) };
    if (sign === "#" || (sign === "^" && name !== "")) open.push({ name, index: match.index });
    else if (sign === "/") open.pop();
  }
  const last = open.at(-1);
  if (!last) return { reason: "the file ends inside a tag", ...positionAt(text, text.length) };
  return { reason: `{{#${last.name}}} is not closed by {{/${last.name}}}`, ...positionAt(text, last.index) };
}

function positionAt(text: string, index: number): { line: number; column: number } {
  const before = text.slice(0, index);
  return { line: before.split("\n").length, column: index - before.lastIndexOf("\n") };
}

function rewordMismatch(said: string): string {
  const match = /^(\S+) doesn't match (\S+)$/.exec(said);
  return match ? `{{#${match[1]}}} is closed by {{/${match[2]}}}` : said;
}

const tokenWords: Readonly<Record<string, string>> = {
  CLOSE: "the tag ends too early",
  OPEN_ENDBLOCK: "a block is closed that is not open",
  INVERSE: "{{else}} stands outside a block",
  OPEN_INVERSE_CHAIN: "{{else}} stands outside a block",
  EQUALS: "= stands without a name before it",
  CLOSE_SEXPR: "a parenthesis is closed that is not open",
  INVALID: "a character that does not belong in a tag",
};

function unexpected(got: string | undefined, rest: string): string {
  const word = got === undefined ? undefined : tokenWords[got];
  if (word !== undefined) return word;
  const near = rest.trim().slice(0, 20);
  return near === "" ? "something is missing in the tag" : `"${near}" is not expected here`;
}
