import type { Span } from "../../base/span.ts";
import type { NodeId, UnitTestNode } from "../../graph/types.ts";
import type { UnitRow } from "../../project/definitions.ts";
import type { Relation } from "../../sql/relation.ts";
import type { CompiledNode } from "../types.ts";

/** A unit test as statements for a database of its own, in which every input is a table. */
export interface CompiledUnitTest {
  readonly id: NodeId;
  /** The node that is not built where the test fails; the test itself where it is of a macro. */
  readonly gates: NodeId;
  readonly tested: TestedStatement;
  /** Ephemeral models between the inputs and the node; each after those that it reads. */
  readonly views: readonly UnitView[];
  readonly inputs: readonly UnitTable[];
  /** What the node's own table holds before: the node then adds to it. */
  readonly before?: Fixture;
  readonly expect: Omit<UnitTestNode["expect"], "data"> & { readonly data: Fixture };
  /** The moment at which the clock stands, as ISO text. */
  readonly now?: string;
  /** Changes with whatever the outcome depends on. */
  readonly textHash: string;
}

export type TestedStatement =
  | { readonly kind: "node"; readonly node: CompiledNode }
  /** A SELECT, or an expression over the rows of the first table that is given: the engine tells. */
  | { readonly kind: "macro"; readonly text: string };

export interface UnitView {
  readonly id: NodeId;
  readonly relation: Relation;
  readonly select: string;
}

export interface UnitTable {
  /** As the user calls it. */
  readonly name: string;
  /** Absent for the tables of a macro, whose columns are those of the rows. */
  readonly node?: NodeId;
  readonly relation: Relation;
  /** Absent where the table is to be empty. */
  readonly rows?: Fixture;
  readonly types: Readonly<Record<string, string>>;
}

/** Rows, or what gives them. */
export type Fixture =
  | { readonly kind: "rows"; readonly rows: readonly UnitRow[]; readonly span: Span }
  | { readonly kind: "sql"; readonly sql: string; readonly span: Span };
