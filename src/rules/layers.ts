import { foldersOf } from "../graph/fqn.ts";
import type { Graph, RelationNode } from "../graph/types.ts";

/** How far a model is from the sources: `first` reads them, `last` is made for others. */
export type Layer = "first" | "middle" | "last";

/** Folders that say as much, in projects without stages. */
const folderLayers: ReadonlyMap<string, Layer> = new Map([
  ...["staging", "stage", "base", "bronze"].map((name) => [name, "first"] as const),
  ...["intermediate", "silver"].map((name) => [name, "middle"] as const),
  ...["marts", "mart", "gold", "reporting", "reports"].map((name) => [name, "last"] as const),
]);

/** The names of folders that are not the first layer. */
export const lateFolders: readonly string[] = [...folderLayers].flatMap(([name, layer]) =>
  layer === "first" ? [] : [name],
);

/** The layer of a node: by its stage, or in a project without stages by its folders; undefined where neither tells. */
export function layerOf(
  node: RelationNode,
  { config: { stages } }: Pick<Graph, "config">,
): Layer | undefined {
  if (stages.length === 0) {
    const named = foldersOf(node.file).find((folder) => folderLayers.has(folder));
    return named === undefined ? undefined : folderLayers.get(named);
  }
  const stage = node.stage === undefined ? -1 : stages.indexOf(node.stage);
  if (stage < 0) return undefined;
  if (stage === stages.length - 1) return "last";
  return stage === 0 ? "first" : "middle";
}
