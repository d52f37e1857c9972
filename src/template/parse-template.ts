import { createRequire } from "node:module";
import { describeFailure, type ParseFailure } from "./describe-failure.ts";
import { parsePlain } from "./parse-plain.ts";
import type { Program } from "./syntax.ts";

/** The syntax tree of a template, or why there is none. */
export type ParsedTemplate = { readonly program: Program } | ParseFailure;

/**
 * Parses a template, as it is `written` or with whitespace `controlled`: without the blank around `~` and the lines on which a block,
 * a comment or a partial stands alone. Handlebars' own parser is loaded only when a template needs it.
 */
export function parseTemplate(text: string, whitespace: "written" | "controlled"): ParsedTemplate {
  // Whitespace control leaves plain tags alone.
  const plain = parsePlain(text);
  if (plain !== undefined) return { program: plain };
  try {
    parser ??= load("handlebars/dist/cjs/handlebars/compiler/base.js") as Parser;
    return { program: whitespace === "written" ? parser.parseWithoutProcessing(text) : parser.parse(text) };
  } catch (error) {
    return describeFailure(error, text);
  }
}

interface Parser {
  parseWithoutProcessing(text: string): Program;
  parse(text: string): Program;
}

const load = createRequire(import.meta.url);
let parser: Parser | undefined;
