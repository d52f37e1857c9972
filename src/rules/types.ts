import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import type { Bound } from "../bind/types.ts";
import type { ExposureNode, Graph, NodeId, RelationNode, SourceNode } from "../graph/types.ts";
import type { Json } from "../project/definitions.ts";
import type { UniqueColumnsFinder } from "./unique-columns.ts";

/** What rules look at. All of it is data; what has to be asked for is asked only about what is found. */
export interface RuleInput {
  readonly graph: Graph;
  readonly bound: Bound;
  /** The nodes whose findings are wanted. Rules look at the others all the same. */
  readonly ids: ReadonlySet<NodeId>;
  /** A node's statement as it was bound. */
  readonly statementOf: (id: NodeId) => string | undefined;
  /** Where a character of a node's statement comes from. */
  readonly locate: (id: NodeId, position: number) => Span | undefined;
}

/** A rule's surroundings: the wanted nodes by kind, and what several rules ask. */
export interface RuleContext extends RuleInput {
  readonly relations: readonly RelationNode[];
  readonly sources: readonly SourceNode[];
  readonly exposures: readonly ExposureNode[];
  /** Who reads a node, apart from unit tests and from the tests that are declared on it. */
  readonly readersOf: (id: NodeId) => readonly NodeId[];
  readonly uniqueColumns: UniqueColumnsFinder;
}

/** What a rule found at a node. */
export interface Finding {
  readonly node: NodeId;
  readonly diagnostic: Diagnostic;
}

/**
 * What must hold for a project. It reports findings of `context.ids` alone; the severity of its diagnostics is that of the catalogue, and the
 * project's word on it is heeded by the caller. Be quiet where something is not known: a node without `bound` has an error of its own.
 *
 * @param parameters what project.yml says, beside the severity
 */
export type Rule = (context: RuleContext, parameters: Readonly<Record<string, Json>>) => Iterable<Finding>;
