import { hashOf, stableJson } from "../../base/hash.ts";
import { encodingsSelect } from "../../features/training/encoding/encodings-select.ts";
import { trainingCounts } from "../../features/training/training-counts.ts";
import type { Duration } from "../../features/types.ts";
import type { Graph, NodeId, TrainingSetNode } from "../../graph/types.ts";
import { relationOf } from "../relation-of.ts";
import { type Compilation, inlineEphemerals, joinPieces } from "../render-node.ts";
import type { CompiledTraining } from "../types.ts";
import { openFragments } from "./fragments.ts";
import { setData } from "./set-data.ts";

/** How many versions keep their rows where the set does not say. */
const defaultKept = 5;

/** What a build tells and keeps of a training set beside its table. Histories have no versions, and a check needs none. */
export function compileTraining(
  compilation: Compilation,
  node: TrainingSetNode,
): CompiledTraining | undefined {
  const { graph, options } = compilation;
  if (options.timeless || options.binding || node.set.historyOf !== undefined) return undefined;
  const { dialect } = options;
  const fragments = openFragments(compilation, node);
  const set = setData(node, graph, fragments, dialect);
  const counts = {
    text: trainingCounts(set, dialect),
    vars: fragments.vars,
    macros: [...fragments.macros],
    readsIncremental: false,
    ephemerals: [...fragments.ephemerals],
  };
  const fitted = encodingsSelect(set, dialect.renderRelation(relationOf(node, options)), dialect);
  return {
    counts: joinPieces(inlineEphemerals(compilation, counts, { reduce: true })),
    ...(fitted !== null && { fitted }),
    key: [...set.key, "as_of"],
    keep: node.settings.keep_versions ?? defaultKept,
    hasParts: set.split !== undefined,
    ...(set.label && { horizon: renderDuration(set.label.within) }),
    ...(set.split?.kind === "time" && set.split.purge && { purge: renderDuration(set.split.purge) }),
    manifest: {
      entity: node.entity,
      set,
      views: set.features.map(({ view }, i) => ({
        name: view.name,
        ...originOf(node.set.features[i]?.view, graph),
        definition: hashOf(stableJson(view)),
      })),
      spineNode: node.set.spine.kind === "rows" ? node.set.spine.node : node.set.spine.population?.node,
      labelNode: node.set.label?.node,
    },
  };
}

function originOf(id: NodeId | undefined, graph: Graph): { readonly node?: NodeId; readonly from?: NodeId } {
  const node = id === undefined ? undefined : graph.nodes[id];
  return node?.kind === "feature_view" ? { node: node.id, from: node.view.node } : {};
}

/** `60 days` */
function renderDuration({ amount, unit }: Duration): string {
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}
