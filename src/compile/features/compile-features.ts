import { currentSelect } from "../../features/current-values.ts";
import { trainingSelect } from "../../features/training/training-select.ts";
import type { FeatureNode } from "../../graph/types.ts";
import type { Body, Compilation } from "../render-node.ts";
import { type Mark, openFragments } from "./fragments.ts";
import { fixedMoment, momentOf } from "./moment-of.ts";
import { setData } from "./set-data.ts";
import { viewData } from "./view-data.ts";

/**
 * The SELECT of a view's current values, or of a training set. Ephemeral parents are named, not yet inlined.
 *
 * @param at the moment of current values, in place of that which the view says
 */
export function renderFeatures(
  compilation: Compilation,
  node: FeatureNode,
  { at, mark }: { readonly at?: Date; readonly mark?: Mark } = {},
): Body {
  const { dialect } = compilation.options;
  const fragments = openFragments(compilation, node, mark);
  const text =
    node.kind === "feature_view"
      ? currentSelect(
          viewData(node, fragments, dialect),
          dialect.renderTimestamp(at ?? momentFor(compilation, node)),
          dialect,
        )
      : trainingSelect(setData(node, compilation.graph, fragments, dialect), dialect);
  return {
    text,
    vars: fragments.vars,
    macros: [...fragments.macros],
    readsIncremental: false,
    ephemerals: [...fragments.ephemerals],
  };
}

/** The moment of a run: of the day or hour it began in, where the view says so. For a check it stands still. */
function momentFor({ options }: Compilation, node: Extract<FeatureNode, { kind: "feature_view" }>): Date {
  const { moment, moves } = momentOf(node.view, options);
  return moves && options.timeless ? fixedMoment : moment;
}

/** The moment of a run, where a view's is that, and the statement as it would be at a moment that does not move. */
export function renderMoving(
  compilation: Compilation,
  node: FeatureNode,
): { readonly moment: string; readonly body: Body } | undefined {
  if (node.kind !== "feature_view" || compilation.options.timeless) return undefined;
  const { moment, moves } = momentOf(node.view, compilation.options);
  if (!moves) return undefined;
  return { moment: moment.toISOString(), body: renderFeatures(compilation, node, { at: fixedMoment }) };
}
