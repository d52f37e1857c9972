import type { YAMLError } from "yaml";
import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import type { Locate } from "./yaml-node.ts";

/** Says a syntax problem of the `yaml` library in our words, at its place. */
export function describeYamlError(error: YAMLError, text: string, locate: Locate): Diagnostic {
  const [start, end] = error.pos;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const indent = /^[ ]*\t\s*/.exec(text.slice(lineStart, lineStart + 200))?.[0];
  if (indent !== undefined && (error.code === "TAB_AS_INDENT" || start <= lineStart + indent.length)) {
    const tab = lineStart + indent.indexOf("\t");
    return diagnose("Q0012", {}, { span: locate(tab, tab + 1) });
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
    reason: "a nested key stands on the line of another one",
    advice: "put a text that holds `: ` into quotes, or write the nested key on its own, indented line",
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
  BAD_ALIAS: { reason: "this alias names no anchor above it" },
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
  TAG_RESOLVE_FAILED: { reason: "this tag is not known", advice: "a text that starts with ! needs quotes" },
  COMMENT_SPACE: { reason: "a comment needs a blank before its #" },
};

function plainReason(message: string): string {
  const [first = message] = message.split("\n");
  return first.charAt(0).toLowerCase() + first.slice(1);
}
