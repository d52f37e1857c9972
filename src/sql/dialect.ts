import type { Relation } from "./relation.ts";

/** How an engine writes SQL. Travels as a value, so that the compiler never imports an adapter. */
export interface Dialect {
  readonly name: "duckdb" | "postgres" | "trino";
  quoteName(name: string): string;
  renderRelation(relation: Relation): string;
  renderString(text: string): string;
  /** A literal of any JSON scalar; lists and maps as the engine's own. */
  renderLiteral(value: unknown): string;
  /** `timestamp '...'` of a UTC moment. */
  renderTimestamp(moment: Date): string;
  readonly capabilities: {
    readonly transactionalDdl: boolean;
    readonly createOrReplaceTable: boolean;
    readonly merge: boolean;
  };
}
