import type { Diagnostic } from "../base/diagnostic.ts";
import { renderSpan, type Span } from "../base/span.ts";
import type { Graph, ModelNode, NodeId } from "../graph/types.ts";
import { cteName, isEphemeral } from "./ephemeral.ts";
import type { CompileOptions } from "./options.ts";
import { openReferences, type Reader, type References, type RowFilter } from "./references.ts";
import { isQueryModel, renderQueryModel } from "./render-query-model.ts";
import { prependCtes, readStatement } from "./statement-text.ts";
import type { Segment } from "./template/evaluate.ts";
import { openRenderSession, type Rendered, type RenderSession } from "./template/session.ts";

/** One compilation: a graph, options, what was rendered so far and what went wrong. */
export interface Compilation {
  readonly graph: Graph;
  readonly options: CompileOptions;
  readonly session: RenderSession;
  readonly references: References;
  readonly problems: Diagnostic[];
  /** Bodies of ephemeral nodes, by whether they are reduced by `--empty` and `--sample`. */
  readonly ephemerals: Map<string, Body>;
}

/** Opens a compilation; parsed macros and rendered ephemeral nodes are shared by all of its nodes. */
export function openCompilation(graph: Graph, options: CompileOptions): Compilation {
  const problems: Diagnostic[] = [];
  return {
    graph,
    options,
    session: openRenderSession(options, { problems, project: graph.name }),
    references: openReferences(graph, options),
    problems,
    ephemerals: new Map(),
  };
}

/** A template to render, and for whom. */
export interface TemplateRequest {
  readonly file: string;
  readonly text: string;
  readonly reader: Reader;
  readonly filter: RowFilter;
  readonly self?: string;
  readonly incremental?: boolean;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly segments?: Segment[];
  /** Where the text stands that is not a file of its own: every problem in it is shown there. */
  readonly at?: Span;
}

/** Rendered text, and the ephemeral nodes it names, in order of appearance. */
export interface Body extends Rendered {
  readonly ephemerals: readonly NodeId[];
}

/** Renders a template with refs and sources written as SQL. Ephemeral parents are named, not yet inlined. */
export function renderBody(compilation: Compilation, request: TemplateRequest): Body {
  const { references, session, graph } = compilation;
  const ephemerals = new Set<NodeId>();
  const rendered = session.render({
    ...request,
    name: request.reader.name,
    reference(call, { callers }) {
      const hint =
        callers.length === 0 ? undefined : `Called from ${callers.map(renderSpan).join(", called from ")}.`;
      const id = references.find(call, request.reader, session.report, hint);
      if (id === undefined) return undefined;
      if (isEphemeral(graph.nodes[id])) ephemerals.add(id);
      return references.render(id, request.filter);
    },
  });
  return { ...rendered, ephemerals: [...ephemerals] };
}

/** A piece of a compiled statement; `origin` is where its text came from, if from a template. */
export interface Piece {
  readonly text: string;
  readonly origin?: { readonly template: NodeId | null; readonly at: number };
}

/**
 * Inlines the ephemeral nodes a body names, each once, those they read before them. The pieces joined are the statement. For the binder
 * they are tables, and stay names.
 */
export function inlineEphemerals(
  compilation: Compilation,
  body: Body,
  filter: Pick<RowFilter, "reduce">,
): readonly Piece[] {
  const statement = readStatement(body.text).text;
  if (body.ephemerals.length === 0 || compilation.options.binding)
    return [{ text: statement, origin: { template: null, at: 0 } }];
  const ctes: Piece[] = [];
  for (const [index, id] of orderEphemerals(compilation, body.ephemerals, filter).entries()) {
    const node = compilation.graph.nodes[id] as ModelNode;
    const name = compilation.options.dialect.quoteName(cteName(node, compilation.graph));
    const inner = readStatement(renderEphemeral(compilation, node, filter).text).text;
    ctes.push({ text: `${index === 0 ? "" : ", "}${name} as (\n` });
    ctes.push({ text: inner, origin: { template: id, at: 0 } }, { text: "\n)" });
  }
  const marker = "\u0000";
  return prependCtes(statement, marker).flatMap(({ text, at }): readonly Piece[] => {
    if (at !== undefined) return [{ text, origin: { template: null, at } }];
    const place = text.indexOf(marker);
    if (place === -1) return [{ text }];
    return [{ text: text.slice(0, place) }, ...ctes, { text: text.slice(place + marker.length) }];
  });
}

/** Joins pieces to a statement. */
export function joinPieces(pieces: readonly Piece[]): string {
  const [first] = pieces;
  return pieces.length === 1 && first !== undefined ? first.text : pieces.map((piece) => piece.text).join("");
}

/** Renders an ephemeral node once for all that inline it. */
export function renderEphemeral(
  compilation: Compilation,
  node: ModelNode,
  { reduce }: Pick<RowFilter, "reduce">,
): Body {
  const key = `${reduce} ${node.id}`;
  let body = compilation.ephemerals.get(key);
  if (body === undefined) {
    body = isQueryModel(node)
      ? renderQueryModel(compilation, node, { filter: { reduce }, incremental: false, self: "" })
      : renderTemplate(compilation, node, { reduce });
    compilation.ephemerals.set(key, body);
  }
  return body;
}

function renderTemplate(compilation: Compilation, node: ModelNode, filter: RowFilter): Body {
  const { file } = node.template;
  return renderBody(compilation, {
    file,
    text: compilation.options.readText(file),
    reader: node,
    filter,
  });
}

function orderEphemerals(
  compilation: Compilation,
  ids: readonly NodeId[],
  filter: Pick<RowFilter, "reduce">,
): readonly NodeId[] {
  const ordered = new Set<NodeId>();
  const open = new Set<NodeId>();
  const visit = (id: NodeId): void => {
    const node = compilation.graph.nodes[id];
    if (ordered.has(id) || open.has(id) || !isEphemeral(node)) return;
    open.add(id);
    for (const parent of renderEphemeral(compilation, node, filter).ephemerals) visit(parent);
    ordered.add(id);
  };
  for (const id of ids) visit(id);
  return [...ordered];
}
