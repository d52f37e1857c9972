import type { Span } from "../../base/span.ts";
import type { NodeId, NodeKind } from "../types.ts";
import type { MethodName } from "./method-names.ts";
import type { StateContext } from "./state.ts";

/** Which tests come along with the nodes they test: any parent selected, all of them, all of them or of their ancestors, none. */
export type IndirectSelection = "eager" | "cautious" | "buildable" | "empty";

/** What the command line says about which nodes to take. Without anything, all of them. */
export interface SelectionRequest {
  /** Each may hold several selectors with spaces between them. */
  readonly select?: readonly string[];
  readonly exclude?: readonly string[];
  /** Name of a YAML selector; `select` and `exclude` are then not looked at. */
  readonly selector?: string;
  readonly resourceTypes?: readonly NodeKind[];
  readonly excludeResourceTypes?: readonly NodeKind[];
  readonly indirectSelection?: IndirectSelection;
  readonly state?: StateContext;
}

/** A parsed selector: criteria combined as sets. */
export type Spec = Criterion | Combination | { readonly kind: "all" };

export interface Combination {
  readonly kind: "union" | "intersection" | "difference";
  /** difference: the first without all the others. */
  readonly parts: readonly Spec[];
  readonly indirect: IndirectSelection;
  /** As the user wrote it, where matching nothing deserves a warning. */
  readonly warnAs?: string;
}

export interface Criterion {
  readonly kind: "criterion";
  readonly method: MethodName;
  /** What follows the method's dot: `config.meta.owner` has ["meta", "owner"]. */
  readonly path: readonly string[];
  readonly value: string;
  /** `@`: descendants and all their ancestors. */
  readonly childrensParents: boolean;
  /** How far up; 0 for not at all. */
  readonly parents: number;
  readonly children: number;
  readonly indirect: IndirectSelection;
  readonly origin: Origin;
}

/** Where a selector is written. */
export type Origin = ArgumentOrigin | YamlOrigin;

/** A word of an argument of the command line, with the place of its value. */
export interface ArgumentOrigin {
  readonly kind: "argument";
  readonly text: string;
  readonly offset: number;
  readonly length: number;
}

export interface YamlOrigin {
  readonly kind: "yaml";
  readonly selector: string;
  readonly span: Span;
}

export interface Selected {
  readonly direct: ReadonlySet<NodeId>;
  /** Tests of which some parent is missing; they come in where a union brings the rest. */
  readonly indirect: ReadonlySet<NodeId>;
}
