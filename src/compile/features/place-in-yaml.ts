import type { Span } from "../../base/span.ts";

/**
 * The place of a character of a text that stands in YAML: as a plain word, in quotes, or as a block over several lines. What YAML does to a text
 * (it doubles quotes, escapes, folds and indents) is undone by walking along both.
 *
 * @param file the whole file
 * @param span where the scalar begins, its quote or its `|` included
 * @param at offset into the text
 */
export function placeInYaml(file: string, span: Span, text: string, at: number): Span {
  const begin = offsetOf(file, span);
  const isEscaped = file[begin] === '"';
  let place = contentStart(file, begin);
  for (let inText = 0, next = place; inText <= at; inText++) {
    const found = findCharacter(file, next, text[inText], isEscaped);
    if (found === undefined) return span;
    [place, next] = found;
  }
  const lineStart = file.lastIndexOf("\n", place - 1) + 1;
  return { file: span.file, line: file.slice(0, place).split("\n").length, column: place - lineStart + 1 };
}

function offsetOf(file: string, { line, column }: Span): number {
  let start = 0;
  for (let i = 1; i < line; i++) start = file.indexOf("\n", start) + 1;
  return start + column - 1;
}

/** Behind a quote, or on the line after `|` and `>` with what follows them. */
function contentStart(file: string, begin: number): number {
  const first = file[begin];
  if (first === '"' || first === "'") return begin + 1;
  if (first !== "|" && first !== ">") return begin;
  const feed = file.indexOf("\n", begin);
  return feed === -1 ? begin : feed + 1;
}

/**
 * Where the next character of the text stands in the file, and where what comes after it begins. Passes over what YAML added. A blank of the
 * text may be a line break of the file, with the indentation of the next line.
 */
function findCharacter(
  file: string,
  from: number,
  wanted: string | undefined,
  isEscaped: boolean,
): readonly [start: number, end: number] | undefined {
  // The end of the text.
  if (wanted === undefined) return [from, from];
  for (let at = from; at < file.length; at++) {
    const character = file[at] ?? "";
    const escaped = isEscaped && character === "\\" ? escapes[file[at + 1] ?? ""] : undefined;
    if (escaped === wanted) return [at, at + 2];
    if (character === wanted || (isBlank(wanted) && isBlank(character))) return [at, at + 1];
    if (!isBlank(character) && !"\\'\"".includes(character)) return undefined;
  }
  return undefined;
}

/** What follows a backslash in double quotes, and what it means. */
const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  " ": " ",
  '"': '"',
  "\\": "\\",
  "/": "/",
};

const isBlank = (character: string): boolean => /\s/.test(character);
