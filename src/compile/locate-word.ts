import type { Span } from "../base/span.ts";
import type { ModelNode, SnapshotNode } from "../graph/types.ts";
import type { CompileOptions } from "./options.ts";

/**
 * The place in a query model's file that a place of its SQL most likely comes from: the first mention of the name that stands there, behind the
 * call of `model`; that call where the name is not in the file. (SQL that was built knows nothing of the text that built it.)
 */
export function locateWord(
  { template, span: nodeSpan }: ModelNode | SnapshotNode,
  sql: string,
  at: number,
  { readText }: Pick<CompileOptions, "readText">,
): Span {
  const span = template.typescript?.span ?? nodeSpan;
  const word = nameAt(sql, at);
  if (word === undefined) return span;
  const lines = readText(span.file).split("\n");
  const pattern = new RegExp(`(?<![\\w$])${word.replace(/[^\w\s]/g, "\\$&")}(?![\\w$])`);
  for (let line = span.line - 1; line < lines.length; line++) {
    const start = line === span.line - 1 ? span.column - 1 : 0;
    const found = (lines[line] ?? "").slice(start).search(pattern);
    if (found >= 0)
      return { file: span.file, line: line + 1, column: start + found + 1, length: word.length };
  }
  return span;
}

/** The last part of the name at a place: of `"stg_orders"."amount"` it is `amount`. */
function nameAt(sql: string, at: number): string | undefined {
  const part = /(?:"((?:[^"]|"")+)"|([A-Za-z_]\w*))(\.)?/y;
  let name: string | undefined;
  for (part.lastIndex = at; ; ) {
    const found = part.exec(sql);
    if (!found) return name;
    name = found[1]?.replaceAll('""', '"') ?? found[2];
    if (found[3] === undefined) return name;
  }
}
