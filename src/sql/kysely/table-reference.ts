import { type AliasedExpression, AliasNode, IdentifierNode, type RawBuilder, RawNode, sql } from "kysely";

/** A relation under an alias, for `selectFrom`, the joins and `sql`; `as` gives it another alias. */
export interface AliasedRelation<Row, Alias extends string> extends AliasedExpression<Row, Alias> {
  as<Other extends string>(alias: Other): AliasedRelation<Row, Other>;
}

/**
 * Returns a relation that is written as `text` (a relation's name, or a query in parentheses) and read under `alias`.
 *
 * @example tableReference("main.stg_orders", "stg_orders") // main.stg_orders as "stg_orders"
 */
export function tableReference<Row, Alias extends string>(
  text: string,
  alias: Alias,
): AliasedRelation<Row, Alias> {
  const expression: RawBuilder<Row> = sql.raw(text);
  return {
    alias,
    expression,
    toOperationNode: () => AliasNode.create(RawNode.createWithSql(text), IdentifierNode.create(alias)),
    as: (other) => tableReference(text, other),
  };
}
