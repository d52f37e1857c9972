import type { Outcome } from "../../base/diagnostic.ts";
import type { ResolvedSettings } from "../../graph/types.ts";
import type { Dialect } from "../../sql/dialect.ts";
import type { Relation } from "../../sql/relation.ts";
import type { CompiledNode, Situation, Step } from "../types.ts";

/** What a materialisation decides from. */
export interface Work {
  readonly node: CompiledNode;
  readonly relation: Relation;
  readonly settings: ResolvedSettings;
  readonly situation: Situation;
  readonly dialect: Dialect;
}

/**
 * Turns a compiled node and what the warehouse holds into statements. Pure: it asks nothing, and what it finds wrong it returns. Steps
 * marked `outside` run after the commit; hooks and comments are added around by `materialize`.
 */
export type Materialization = (work: Work) => Outcome<readonly Step[]>;
