import type { Span } from "../base/span.ts";
import { isFeatureNode } from "../graph/node-kinds.ts";
import type { FeatureNode, Graph, ModelNode, Node, NodeId, SnapshotNode } from "../graph/types.ts";
import { renderVariant, type Variant } from "./compile-node.ts";
import { isRowsModel } from "./compile-rows.ts";
import { isEphemeral } from "./ephemeral.ts";
import { locateFeatures } from "./features/locate-features.ts";
import { locateWord } from "./locate-word.ts";
import { batchEndMarker, batchStartMarker } from "./microbatch.ts";
import type { CompileOptions } from "./options.ts";
import {
  type Body,
  type Compilation,
  inlineEphemerals,
  openCompilation,
  type Piece,
  renderBody,
  renderEphemeral,
} from "./render-node.ts";
import { isQueryModel } from "./render-query-model.ts";
import type { Segment } from "./template/evaluate.ts";

/** A position in a statement that was run: one that holds a compiled SELECT of the node, whole. */
export interface StatementPosition {
  readonly sql: string;
  /** Offset into `sql`, in UTF-16 units. */
  readonly offset: number;
  /** What the engine complains about. */
  readonly word?: string;
}

/**
 * The place in the user's files that a position of a statement came from: in the node's template, in a macro, or in that of an inlined
 * ephemeral node. Renders again, with places; undefined where the position is not in rendered text.
 */
export function locate(
  graph: Graph,
  id: NodeId,
  position: StatementPosition,
  options: CompileOptions,
): Span | undefined {
  const node = graph.nodes[id];
  if (node === undefined) return undefined;
  if (isModel(node) && isRowsModel(node)) return node.span;
  const compilation = openCompilation(graph, options);
  if (isFeatureNode(node)) return locateInFeatures(compilation, node, position);
  for (const { body, segments, reduce } of renderings(compilation, node)) {
    const pieces = inlineEphemerals(compilation, body, { reduce });
    const offset = findOffset(pieces.map((piece) => piece.text).join(""), position);
    const found = offset === undefined ? undefined : findPiece(pieces, offset);
    if (found === undefined) continue;
    if (found.template === null)
      return isBuilt(node)
        ? locateWord(node, body.text, found.at, options)
        : findSpan(body, segments, found.at);
    return locateEphemeral(compilation, found.template, found.at, reduce);
  }
  return undefined;
}

/** In the user's SQL of a view or set, or in an ephemeral model that it reads. */
function locateInFeatures(
  compilation: Compilation,
  node: FeatureNode,
  position: StatementPosition,
): Span | undefined {
  const { body, spanAt } = locateFeatures(compilation, node);
  const pieces = inlineEphemerals(compilation, body, { reduce: true });
  const offset = findOffset(pieces.map((piece) => piece.text).join(""), position);
  const found = offset === undefined ? undefined : findPiece(pieces, offset);
  if (found?.template) return locateEphemeral(compilation, found.template, found.at, true);
  return spanAt(found?.at ?? -1, position.word);
}

const isModel = (node: Node): node is ModelNode | SnapshotNode =>
  node.kind === "model" || node.kind === "snapshot";

/** True for a node whose SQL a function built. */
const isBuilt = (node: Node): node is ModelNode | SnapshotNode => isModel(node) && isQueryModel(node);

interface Rendering {
  readonly body: Body;
  readonly segments: readonly Segment[];
  readonly reduce: boolean;
}

function* renderings(compilation: Compilation, node: Node): Generator<Rendering> {
  if (node.kind === "test" && node.testType === "singular") {
    const file = node.template?.file ?? node.file;
    yield renderFile(compilation, node, file, false);
  }
  if (node.kind !== "model" && node.kind !== "snapshot") return;
  const variants: readonly Variant[] = ["select", "incrementalSelect", "batchSelect"];
  for (const variant of variants) {
    const segments: Segment[] = [];
    yield { body: renderVariant(compilation, node, variant, { segments }), segments, reduce: true };
  }
}

function renderFile(
  compilation: Compilation,
  reader: Extract<Node, { readonly macros: readonly string[] }>,
  file: string,
  reduce: boolean,
): Rendering {
  const segments: Segment[] = [];
  const text = compilation.options.readText(file);
  return {
    body: renderBody(compilation, { file, text, reader, filter: { reduce }, segments }),
    segments,
    reduce,
  };
}

function locateEphemeral(
  compilation: Compilation,
  id: NodeId,
  at: number,
  reduce: boolean,
): Span | undefined {
  const node = compilation.graph.nodes[id];
  if (!isEphemeral(node)) return undefined;
  if (isQueryModel(node))
    return locateWord(node, renderEphemeral(compilation, node, { reduce }).text, at, compilation.options);
  const { body, segments } = renderFile(compilation, node, node.template.file, reduce);
  return findSpan(body, segments, at);
}

/** The offset into the compiled text. A batch's statement has literals where the compiled text has markers. */
function findOffset(compiled: string, { sql, offset }: StatementPosition): number | undefined {
  let inSql = 0;
  let inCompiled = 0;
  for (const part of compiled.split(markers)) {
    const chunk = markers.test(part) ? undefined : part;
    if (chunk !== undefined) {
      const start = sql.indexOf(chunk, inSql);
      if (start === -1) return undefined;
      if (offset < start) return inCompiled;
      if (offset <= start + chunk.length) return inCompiled + offset - start;
      inSql = start + chunk.length;
    }
    inCompiled += part.length;
  }
  return undefined;
}

/** With a group, so that `split` keeps the markers. */
const markers = new RegExp(`(${batchStartMarker}|${batchEndMarker})`);

function findPiece(
  pieces: readonly Piece[],
  offset: number,
): { template: NodeId | null; at: number } | undefined {
  let start = 0;
  for (const { text, origin } of pieces) {
    if (origin !== undefined && offset >= start && offset <= start + text.length)
      return { template: origin.template, at: origin.at + offset - start };
    start += text.length;
  }
  return undefined;
}

/** The place that an offset into a rendered text comes from. */
export function findSpan(body: Body, segments: readonly Segment[], at: number): Span | undefined {
  const segment =
    segments.find(({ start, end }) => at >= start && at < end) ?? segments.findLast(({ end }) => end <= at);
  if (segment === undefined || !segment.exact) return segment?.span;
  const before = body.text.slice(segment.start, at);
  const lines = before.split("\n");
  const { file, line, column } = segment.span;
  const last = lines.at(-1)?.length ?? 0;
  return { file, line: line + lines.length - 1, column: lines.length === 1 ? column + last : last + 1 };
}
