import type { Span } from "../../base/span.ts";
import type { FeatureNode } from "../../graph/types.ts";
import type { SqlText } from "../../project/features/definitions.ts";
import type { Body, Compilation } from "../render-node.ts";
import { renderBody } from "../render-node.ts";
import type { Segment } from "../template/evaluate.ts";
import { renderFeatures } from "./compile-features.ts";
import { type MarkedText, openMarks } from "./marks.ts";
import { placeInYaml } from "./place-in-yaml.ts";

/** A statement of features, and where in the user's YAML each of its places comes from. */
export interface LocatedBody {
  readonly body: Body;
  /** @param word what the engine complains about */
  readonly spanAt: (at: number, word: string | undefined) => Span | undefined;
}

/** How far before a text of the user's the engine may point and mean it: `sum(amount)` is pointed to at its `sum`. */
const reach = 200;

/** Renders a statement again, with places. */
export function locateFeatures(compilation: Compilation, node: FeatureNode): LocatedBody {
  const plain = renderFeatures(compilation, node);
  const marks = openMarks();
  const { text, parts } = marks.take(renderFeatures(compilation, node, { mark: marks.mark }).text);
  const isFaithful = text === plain.text;
  return {
    body: plain,
    spanAt(at, word) {
      const inside = isFaithful ? parts.find(({ start, end }) => at >= start && at < end) : undefined;
      if (inside) return spanInText(compilation, node, inside.text, at - inside.start);
      const named = word === undefined ? undefined : findWord(parts, word);
      if (named) return spanInText(compilation, node, named.text, named.at);
      const next = isFaithful ? nextPart(parts, at) : undefined;
      return next ? next.text.span : node.span;
    },
  };
}

/** The first text that holds a word as a name. */
function findWord(
  parts: readonly MarkedText[],
  word: string,
): { readonly text: SqlText; readonly at: number } | undefined {
  const pattern = new RegExp(`(?<![\\w$])${word.replace(/[^\w\s]/g, "\\$&")}(?![\\w$])`, "i");
  for (const { text } of parts) {
    const at = text.sql.search(pattern);
    if (at >= 0) return { text, at };
  }
  return undefined;
}

function nextPart(parts: readonly MarkedText[], at: number): MarkedText | undefined {
  const behind = parts.filter(({ start }) => start >= at && start - at <= reach);
  return behind.sort((a, b) => a.start - b.start)[0];
}

/** The place of an offset into a rendered text: its own, or that of the tag which made it. */
export function spanInText(
  compilation: Compilation,
  node: FeatureNode,
  { sql, span }: SqlText,
  at: number,
): Span {
  const file = compilation.options.readText(span.file);
  if (!sql.includes("{{")) return placeInYaml(file, span, sql, at);
  const segments: Segment[] = [];
  renderBody(compilation, {
    file: span.file,
    text: sql,
    reader: node,
    filter: { reduce: true },
    at: span,
    segments,
  });
  const segment = segments.find(({ start, end }) => at >= start && at < end) ?? segments.at(-1);
  if (!segment) return span;
  const begin = offsetIn(sql, segment.span);
  const offset = begin + (segment.exact ? at - segment.start : 0);
  return segment.span.file === span.file ? placeInYaml(file, span, sql, offset) : segment.span;
}

/** The segment's place counts from the beginning of the text. */
function offsetIn(text: string, { line, column }: Span): number {
  const lines = text.split("\n").slice(0, line - 1);
  return lines.reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
}
