import { densitySelect } from "../../features/density.ts";
import { spineSelect } from "../../features/training/spine-select.ts";
import { trainingSelect } from "../../features/training/training-select.ts";
import type { SetFeatures, TrainingSet } from "../../features/training-types.ts";
import type { Graph, NodeId } from "../../graph/types.ts";
import type { CompileOptions } from "../options.ts";
import { type Compilation, inlineEphemerals, joinPieces, openCompilation } from "../render-node.ts";
import type { Tiling } from "../types.ts";
import { openFragments } from "./fragments.ts";
import { setData } from "./set-data.ts";

/**
 * Returns what finds out of training sets which of their views are joined by tiles: rows can be summed up in tiles of time before they are joined,
 * with the same values, and what is cheaper depends on how many there are. Undefined for a node that has no such choice.
 */
export function openTilings(graph: Graph, options: CompileOptions): (id: NodeId) => Tiling | undefined {
  let compilation: Compilation | undefined;
  return (id) => {
    compilation ??= openCompilation(graph, options);
    return tilingOf(compilation, id);
  };
}

function tilingOf(compilation: Compilation, id: NodeId): Tiling | undefined {
  const { graph, options } = compilation;
  const node = graph.nodes[id];
  if (node?.kind !== "training_set") return undefined;
  const { dialect } = options;
  const fragments = openFragments(compilation, node);
  const set = setData(node, graph, fragments, dialect);
  const spine = { relation: `(\n${spineSelect(set, dialect)}\n)`, key: set.key, asOf: "as_of" };
  const whole = (text: string): string => {
    const body = {
      text,
      vars: fragments.vars,
      macros: [],
      readsIncremental: false,
      ephemerals: [...fragments.ephemerals],
    };
    return joinPieces(inlineEphemerals(compilation, body, { reduce: true }));
  };
  const choices = set.features.flatMap((features, index) => {
    const count = hasChoice(features) ? densitySelect(features.view, spine, dialect) : undefined;
    return count === undefined ? [] : [{ index, count: whole(count) }];
  });
  if (choices.length === 0) return undefined;
  return {
    counts: choices.map(({ count }) => count),
    select: (dense) =>
      whole(
        trainingSelect(
          withTiles(set, new Set(choices.flatMap(({ index }, i) => (dense[i] ? [index] : [])))),
          dialect,
        ),
      ),
  };
}

/** Related entities are few: what is counted is counted by the set's own. */
function hasChoice({ view, links, key }: SetFeatures): boolean {
  return view.source.density === undefined && links.length === 0 && key === undefined;
}

function withTiles(set: TrainingSet, dense: ReadonlySet<number>): TrainingSet {
  return {
    ...set,
    features: set.features.map((features, i) =>
      dense.has(i)
        ? { ...features, view: { ...features.view, source: { ...features.view.source, density: "dense" } } }
        : features,
    ),
  };
}
