import type { Span } from "../base/span.ts";
import type { Graph } from "../graph/types.ts";
import type { RunContext, StatementPlace } from "./run-context.ts";

/**
 * Returns a function that finds the place of the user's file that a place of a statement was rendered from. The line the engine points
 * at is looked for in the template; where rendering has changed it, the word the engine complains about is. The statement's start is
 * the last resort.
 *
 * @param readText text of a file of the project; throws where there is none.
 */
export function createLocator(graph: Graph, readText: (file: string) => string): RunContext["locate"] {
  return (id, place) => {
    const node = graph.nodes[id];
    if (!node || !("template" in node) || node.template === undefined) return node?.span;
    const lines = linesOf(readText, node.template.file);
    const found = findByLine(lines, place) ?? findByWord(lines, place.word);
    return found === undefined ? node.span : { file: node.template.file, ...found };
  };
}

type Found = Pick<Span, "line" | "column" | "length">;

function linesOf(readText: (file: string) => string, file: string): readonly string[] {
  return readText(file).split(/\r?\n/);
}

/** The line of the statement, where exactly one line of the template reads the same. */
function findByLine(lines: readonly string[], { sql, position, word }: StatementPlace): Found | undefined {
  if (position === undefined) return undefined;
  const start = sql.lastIndexOf("\n", position - 1) + 1;
  const end = sql.indexOf("\n", position);
  const wanted = sql.slice(start, end < 0 ? undefined : end);
  if (wanted.trim() === "") return undefined;
  const matches = lines.flatMap((line, index) => (line.trim() === wanted.trim() ? [index] : []));
  const [index] = matches;
  if (index === undefined || matches.length > 1) return undefined;
  const line = lines[index] ?? "";
  const column = position - start + (indentOf(line) - indentOf(wanted)) + 1;
  return { line: index + 1, column, length: lengthAt(line, column, word) };
}

/** The first place where the word stands as a word, comments left out. */
function findByWord(lines: readonly string[], word: string | undefined): Found | undefined {
  if (word === undefined) return undefined;
  const pattern = new RegExp(`(?<![\\w])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w])`, "i");
  for (const [index, line] of lines.entries()) {
    const match = pattern.exec(line.replace(/--.*$/, ""));
    if (match) return { line: index + 1, column: match.index + 1, length: word.length };
  }
  return undefined;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function lengthAt(line: string, column: number, word: string | undefined): number {
  if (word !== undefined) return word.length;
  return /^\w+/.exec(line.slice(column - 1))?.[0].length ?? 1;
}
