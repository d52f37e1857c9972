import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Link } from "../resolve-calls.ts";
import type { Graph, Node, NodeId } from "../types.ts";

/** A graph that still knows where its edges are written. Tests are not in `links`: no rule holds for what they read. */
export interface LinkedGraph {
  readonly graph: Omit<Graph, "nodes">;
  /** In order of definition. */
  readonly nodes: ReadonlyMap<NodeId, Node>;
  readonly links: ReadonlyMap<NodeId, readonly Link[]>;
  readonly now?: Date | undefined;
}

/** One thing that must hold for the whole graph. */
export type Rule = (linked: LinkedGraph) => readonly Diagnostic[];
