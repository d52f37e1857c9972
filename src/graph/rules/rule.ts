import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Span } from "../../base/span.ts";
import type { Link } from "../resolve-calls.ts";
import type { Graph, Node } from "../types.ts";

/** A graph that still knows where its edges are written. */
export interface LinkedGraph {
  readonly graph: Graph;
  /** In order of definition. Tests are not among them: no rule holds for those, nor for what they read. */
  readonly nodes: readonly LinkedNode[];
  readonly targetOf: (link: Link) => Node | undefined;
  readonly now?: Date | undefined;
  /** Where a node's setting is written; the node's own place where it is not. */
  readonly spanOf: (node: Node, setting: string) => Span;
}

/** A node with what it reads. */
export interface LinkedNode {
  readonly node: Node;
  readonly links: readonly Link[];
  /** By which links know it. */
  readonly serial: number;
}

/** What must hold for each node by itself. */
export type NodeRule = (node: Node, linked: LinkedGraph) => Diagnostic | undefined;

/** What must hold for each edge. All of these run in one walk: at thousands of nodes the walk costs more than the rules. */
export type LinkRule = (
  reader: Node,
  target: Node,
  link: Link,
  linked: LinkedGraph,
) => Diagnostic | undefined;

/** What must hold for the graph as a whole. */
export type GraphRule = (linked: LinkedGraph) => readonly Diagnostic[];
