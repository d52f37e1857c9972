import type { Outcome } from "../../base/diagnostic.ts";
import type { ServedFeatures } from "../../features/served-values.ts";
import type { FeatureNode, FeatureViewNode, Graph, NodeId } from "../../graph/types.ts";
import type { CompileOptions } from "../options.ts";
import { relationOf } from "../relation-of.ts";
import { inlineEphemerals, joinPieces, openCompilation } from "../render-node.ts";
import { openFragments } from "./fragments.ts";
import { setData } from "./set-data.ts";
import { viewData } from "./view-data.ts";

/** Makes SQL of what is served of a node: its own views, or those of a set. */
export type ServedSql = (served: ServedFeatures) => string;

/** Compiles statements that read what is served of a view or a set, ephemeral parents inlined. */
export function compileServed(
  graph: Graph,
  node: FeatureNode,
  options: CompileOptions,
  make: ServedSql,
): Outcome<string> {
  const compilation = openCompilation(graph, options);
  const { dialect } = options;
  const fragments = openFragments(compilation, node);
  const currentOf = (view: FeatureViewNode) => dialect.renderRelation(relationOf(view, options));
  const text = make(
    node.kind === "feature_view"
      ? ofView(node, viewData(node, fragments, dialect), currentOf(node))
      : {
          key: node.set.key,
          ...pick(setData(node, graph, fragments, dialect), servedViews(graph, node).map(currentOf)),
        },
  );
  const { vars, macros, ephemerals } = fragments;
  const body = { text, vars, macros: [...macros], readsIncremental: false, ephemerals: [...ephemerals] };
  return {
    value: joinPieces(inlineEphemerals(compilation, body, { reduce: true })),
    diagnostics: compilation.problems,
  };
}

/** The views whose tables a view or a set is served from, in the order of its features. */
export function servedViews(graph: Graph, node: FeatureNode): readonly FeatureViewNode[] {
  if (node.kind === "feature_view") return [node];
  return node.set.features.map(({ view }) => findView(graph, view));
}

function findView(graph: Graph, id: NodeId): FeatureViewNode {
  const view = graph.nodes[id];
  if (view?.kind !== "feature_view") throw new Error(`${id} is no feature view`);
  return view;
}

function ofView(
  { view: { key } }: FeatureViewNode,
  view: ServedFeatures["views"][number]["view"],
  current: string,
): ServedFeatures {
  const columns = view.columns.map(({ name }) => ({ column: name, as: name }));
  return { key, views: [{ view, columns, links: [], current }], expressions: [] };
}

function pick(
  { features, expressions }: ReturnType<typeof setData>,
  tables: readonly string[],
): Pick<ServedFeatures, "views" | "expressions"> {
  return {
    views: features.map((taken, index) => ({ ...taken, current: tables[index] ?? "" })),
    expressions,
  };
}
