import { createQueryId, type OperationNodeSource, type RootOperationNode } from "kysely";
import { LiteralQueryCompiler } from "./literal-query-compiler.ts";

/**
 * Returns a query of Kysely as one statement of DuckDB, its values as literals: strings in quotes, a Date as a TIMESTAMP in UTC, arrays as
 * lists, objects as structs. Throws a TypeError for a value that has no literal (a function, a symbol).
 *
 * @example renderQuery(queryBuilder().selectNoFrom((e) => e.val("it's").as("x"))) // select 'it''s' as "x"
 */
export function renderQuery(query: OperationNodeSource): string {
  return new LiteralQueryCompiler().compileQuery(
    query.toOperationNode() as RootOperationNode,
    createQueryId(),
  ).sql;
}
