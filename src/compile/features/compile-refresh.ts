import { hashOf } from "../../base/hash.ts";
import { currentSelect } from "../../features/current-values.ts";
import { momentsSelect, refresh } from "../../features/refresh/refresh.ts";
import { isRefreshable } from "../../features/refresh/refreshable.ts";
import type { FeatureViewNode } from "../../graph/types.ts";
import { changedMarker, freshMarker, momentsMarker, sinceMarker } from "../refresh-places.ts";
import { relationOf } from "../relation-of.ts";
import { type Body, type Compilation, inlineEphemerals, joinPieces } from "../render-node.ts";
import type { CompiledRefresh } from "../types.ts";
import { openFragments } from "./fragments.ts";
import { fixedMoment, momentOf } from "./moment-of.ts";
import { viewData } from "./view-data.ts";

/**
 * The statements that carry a view's table from an earlier moment to that of the run; undefined where its values must be computed as a whole. A
 * check needs none.
 */
export function compileRefresh(compilation: Compilation, node: FeatureViewNode): CompiledRefresh | undefined {
  const { options } = compilation;
  const { pre_hook: pre = [], post_hook: post = [] } = node.settings;
  // What else the view's SQL reads has rows that change without a moment, and hooks may do to the table what they like.
  if (options.timeless || node.dependsOn.some((id) => id !== node.view.node) || pre.length + post.length > 0)
    return undefined;
  const { dialect } = options;
  const fragments = openFragments(compilation, node);
  const view = viewData(node, fragments, dialect);
  if (!isRefreshable(view)) return undefined;
  const { moment } = momentOf(node.view, options);
  const until = dialect.renderTimestamp(moment);
  const places = {
    since: sinceMarker,
    until,
    current: dialect.renderRelation(relationOf(node, options)),
    moments: momentsMarker,
    changed: changedMarker,
    fresh: freshMarker,
  };
  const whole = (text: string): string => {
    const body: Body = {
      text,
      vars: fragments.vars,
      macros: [...fragments.macros],
      readsIncremental: false,
      ephemerals: [...fragments.ephemerals],
    };
    return joinPieces(inlineEphemerals(compilation, body, { reduce: true }));
  };
  const { changed, fresh, changes } = refresh(view, places, dialect);
  const moments = momentsSelect(view, until, dialect);
  return {
    textHash: hashOf(whole(currentSelect(view, dialect.renderTimestamp(fixedMoment), dialect))),
    until: moment.toISOString(),
    changed: whole(changed),
    fresh: whole(fresh),
    changes,
    ...(moments !== undefined && { moments: whole(moments) }),
  };
}
