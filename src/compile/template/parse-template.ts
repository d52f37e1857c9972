import { createRequire } from "node:module";
import { parseSimple } from "./parse-simple.ts";
import type { Program } from "./syntax.ts";

/** The syntax tree of a template, or why there is none. */
export type Parsed =
  | { readonly program: Program }
  | { readonly reason: string; readonly line: number; readonly column: number };

/** Parses a template; Handlebars' own parser is loaded only when a template needs it. */
export function parseTemplate(text: string): Parsed {
  const simple = parseSimple(text);
  if (simple !== undefined) return { program: simple };
  try {
    return { program: loadParser().parse(text) as Program };
  } catch (error) {
    return describeError(error);
  }
}

const load = createRequire(import.meta.url);
let parser: { parse(text: string): unknown } | undefined;

function loadParser(): { parse(text: string): unknown } {
  parser ??= load("handlebars/dist/cjs/handlebars/compiler/base.js") as { parse(text: string): unknown };
  return parser;
}

/** Handlebars says "Parse error on line 3:\n...text\n----^\nExpecting ..., got ..." or "if doesn't match unless - 3:4". */
function describeError(error: unknown): { reason: string; line: number; column: number } {
  const message = error instanceof Error ? error.message : String(error);
  const parse = /^Parse error on line (\d+):\n(.*)\n(-*)\^\n([\s\S]*)$/.exec(message);
  if (parse !== null) {
    const [, line = "1", shown = "", , rest = ""] = parse;
    const got = /got '([^']*)'/.exec(rest)?.[1];
    const near = shown.replace(/^\.\.\./, "").trim();
    return {
      reason: `${got === "EOF" || got === "INVALID" ? "something is not closed or misspelt" : "unexpected syntax"} near "${near}"`,
      line: Number(line),
      column: 1,
    };
  }
  const placed = /^([\s\S]*) - (\d+):(\d+)$/.exec(message);
  if (placed !== null)
    return { reason: placed[1] ?? message, line: Number(placed[2]), column: Number(placed[3]) + 1 };
  return { reason: message.split("\n")[0] ?? message, line: 1, column: 1 };
}
