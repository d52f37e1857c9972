import { isFeatureNode } from "../../graph/node-kinds.ts";
import type { Graph, NodeId } from "../../graph/types.ts";
import type { CompileOptions } from "../options.ts";
import { openCompilation } from "../render-node.ts";
import { probeSet } from "./probe-set.ts";
import { probeView } from "./probe-view.ts";
import { openProbing, type Probe } from "./probing.ts";
import { setData } from "./set-data.ts";
import { viewData } from "./view-data.ts";

/**
 * The parts of a view or set that may be wrong, smallest first: every text of the user's over the rows it is about, then every feature by itself.
 * The engine says of a statement with common table expressions that it is wrong, but not where; of these it does. A later list tells something
 * only where no statement of an earlier one is refused. Other nodes have none.
 */
export function probesOf(graph: Graph, id: NodeId, options: CompileOptions): readonly (readonly Probe[])[] {
  const node = graph.nodes[id];
  if (!isFeatureNode(node)) return [];
  const probing = openProbing(openCompilation(graph, options), node);
  const { fragments, dialect } = probing;
  return node.kind === "feature_view"
    ? probeView(node, viewData(node, fragments, dialect), probing)
    : probeSet(node, setData(node, graph, fragments, dialect), probing);
}
