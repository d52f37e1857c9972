import { type Expression, type RawBuilder, type Simplify, sql } from "kysely";

/**
 * The rows of a subquery as one value, a list of structs: what a one-to-many join would spread over rows.
 *
 * @example db.selectFrom("customers").select((e) => ["id", rowsFrom(e.selectFrom("orders").select("amount").whereRef(...)).as("orders")])
 */
export function rowsFrom<Row>(query: Expression<Row>): RawBuilder<Simplify<Row>[]> {
  return sql`(select coalesce(list(nested), []) from ${query} as nested)`;
}

/** The one row of a subquery as a struct, or null; the engine refuses more than one. */
export function rowFrom<Row>(query: Expression<Row>): RawBuilder<Simplify<Row> | null> {
  return sql`(select nested from ${query} as nested)`;
}
