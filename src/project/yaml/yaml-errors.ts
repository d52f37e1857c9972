import type { YAMLError } from "yaml";
import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import type { Locate } from "./yaml-node.ts";

/** Says the syntax problems of the `yaml` library in our words, each at its place; of several on one line the first. */
export function describeYamlErrors(errors: readonly YAMLError[], text: string, locate: Locate): Diagnostic[] {
  const byLine = new Map<number, Diagnostic>();
  for (const error of errors) {
    // An unknown tag is reported where its value is read.
    if (error.code === "TAG_RESOLVE_FAILED") continue;
    const described = describeYamlError(error, text, locate);
    const line = described.span?.line ?? 0;
    if (!byLine.has(line)) byLine.set(line, described);
  }
  return [...byLine.values()];
}

function describeYamlError(error: YAMLError, text: string, locate: Locate): Diagnostic {
  const [start, end] = error.pos;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const indent = /^[ ]*\t\s*/.exec(text.slice(lineStart, lineStart + 200))?.[0];
  if (indent !== undefined && (error.code === "TAB_AS_INDENT" || start <= lineStart + indent.length)) {
    const tab = lineStart + indent.indexOf("\t");
    return diagnose("Q0012", {}, { span: locate(tab, tab + 1) });
  }
  const quote = /^Missing closing (["'])/.exec(error.message)?.[1];
  if (quote !== undefined) {
    // Any further quote would have closed the text: the last one is where it starts.
    const open = text.lastIndexOf(quote, start - 1);
    const advice = `a ${quote} is missing at the end of the text`;
    return diagnose("Q0011", { reason: "a quote is not closed", advice }, { span: locate(open, open + 1) });
  }
  if (error.message.startsWith("Flow ")) {
    const [open] = error.message.includes("map") ? ["{", "}"] : ["[", "]"];
    const reason = `a ${open} further up is not closed before this line`;
    return diagnose("Q0011", { reason }, { span: locate(start, end) });
  }
  const worded = words[error.code];
  const reason = worded?.reason ?? plainReason(error.message);
  return diagnose(
    "Q0011",
    { reason, ...(worded?.advice && { advice: worded.advice }) },
    { span: locate(start, end) },
  );
}

const words: Readonly<Record<string, { readonly reason: string; readonly advice?: string }>> = {
  BAD_INDENT: {
    reason: "the indentation does not fit what stands above",
    advice: "keys of one map start in the same column, and so do the dashes of one list",
  },
  BLOCK_AS_IMPLICIT_KEY: {
    reason: "a key cannot have a text and nested keys at once",
    advice: "is the line below indented too far, or does a text with `: ` in it lack its quotes?",
  },
  MULTILINE_IMPLICIT_KEY: {
    reason: "a key runs over several lines",
    advice: "is a colon missing after a key?",
  },
  KEY_OVER_1024_CHARS: { reason: "a key is longer than 1024 characters" },
  BAD_SCALAR_START: {
    reason: "a plain text cannot start with this character",
    advice: 'put the text into quotes; a Handlebars tag, too: "{{env \\"X\\"}}"',
  },
  MISSING_CHAR: { reason: "something is not closed: a quote, a bracket, a brace or a comma is missing" },
  UNEXPECTED_TOKEN: { reason: "this does not belong here", advice: "is a text missing its quotes?" },
  BAD_ALIAS: { reason: "an alias cannot stand here", advice: "a text that starts with * needs quotes" },
  ANCHOR_AFTER_COMMENT: { reason: "an anchor has to stand before the comment" },
  IMPOSSIBLE: { reason: "this cannot be read" },
  NON_STRING_KEY: { reason: "a key has to be a plain text" },
  BAD_COLLECTION_TYPE: { reason: "the tag does not fit this value" },
  BAD_DIRECTIVE: { reason: "this directive is not known", advice: "a text that starts with % needs quotes" },
  BAD_DQ_ESCAPE: {
    reason: "an unknown escape in a double-quoted text",
    advice: "write the backslash twice, or use single quotes",
  },
  BAD_PROP_ORDER: { reason: "anchor and tag have to stand before the value" },
  MISSING_ANCHOR: { reason: "the anchor has no name" },
  COMMENT_SPACE: { reason: "a comment needs a blank before its #" },
};

function plainReason(message: string): string {
  const [first = message] = message.split("\n");
  return first.charAt(0).toLowerCase() + first.slice(1);
}
