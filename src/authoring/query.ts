import type { Kysely, OperationNodeSource } from "kysely";

/**
 * What a query model builds its query with: Kysely without tables of its own, since every table comes from `ref` or `source`. (A database
 * type with all nodes would let a query name a table that the graph does not know of, and TypeScript would need minutes for thousands of nodes.)
 */
export type QueryBuilder = Pick<
  Kysely<NoTables>,
  "selectFrom" | "selectNoFrom" | "with" | "withRecursive" | "fn" | "case" | "dynamic"
>;

/** What a query model returns: a SELECT of Kysely, with its set operations and CTEs, or one written as `sql`. */
export type ModelQuery = OperationNodeSource;

// biome-ignore lint/complexity/noBannedTypes: `Record<string, never>` would make every name a table.
export type NoTables = {};
