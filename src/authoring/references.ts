import type { AliasedExpression } from "kysely";
import type { RegisteredNodes, RegisteredSources } from "./register.ts";

/**
 * A relation of the graph in a Kysely query: `db.selectFrom(ref("stg_orders"))`. Its columns can be named alone or behind its alias, which is
 * the node's name (without its version) until `as` gives it another.
 */
export interface TableReference<Row, Alias extends string> extends AliasedExpression<Row, Alias> {
  as<Other extends string>(alias: Other): TableReference<Row, Other>;
}

/** `ref("stg_orders")`, `ref("dim_customers.v2")`. A name that no node has is a type error. */
export type Ref = <Name extends RefName>(name: Name) => TableReference<RegisteredNodes[Name], AliasOf<Name>>;

/** `source("shop", "orders")`; the alias is the table's name. */
export type SourceRef = <Source extends SourceName, Table extends SourceTable<Source>>(
  source: Source,
  table: Table,
) => TableReference<SourceRow<Source, Table>, Table>;

export type RefName = keyof RegisteredNodes & string;

/** `dim_customers.v2` is `dim_customers` in its query. */
export type AliasOf<Name extends string> = Name extends `${infer Model}.v${number}` ? Model : Name;

export type SourceName = SourceOf<keyof RegisteredSources & string>;

export type SourceTable<Source extends string> = TableOf<keyof RegisteredSources & string, Source>;

export type SourceRow<Source extends string, Table extends string> = RegisteredSources[`${Source}.${Table}` &
  keyof RegisteredSources];

// Written with a type parameter of their own, so that they go over the names one by one. `string` stands for all names where none are known.
type SourceOf<Key extends string> = string extends Key
  ? string
  : Key extends `${infer Source}.${string}`
    ? Source
    : never;

type TableOf<Key extends string, Source extends string> = string extends Key
  ? string
  : Key extends `${Source}.${infer Table}`
    ? Table
    : never;
