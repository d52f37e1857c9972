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
export type Ref = <Name extends string>(
  name: Known<Name, RefName>,
) => TableReference<RowOf<RegisteredNodes, Name>, AliasOf<Name>>;

/** `source("shop", "orders")`; the alias is the table's name. */
export type SourceRef = <Source extends string, Table extends string>(
  source: Known<Source, SourceName>,
  table: Known<Table, SourceTable<Source>>,
) => TableReference<SourceRow<Source, Table>, Table>;

export type RefName = keyof RegisteredNodes & string;

/** The model's name alone: `dim_customers.v2` and `crm.dim_customers` (of an installed package) are `dim_customers` in a query. */
export type AliasOf<Name extends string> = Name extends `${string}.${infer Model}.${string}`
  ? Model
  : Name extends `${infer First}.${infer Second}`
    ? Second extends `v${string}`
      ? First
      : Second
    : Name;

export type SourceName = SourceOf<keyof RegisteredSources & string>;

export type SourceTable<Source extends string> = TableOf<keyof RegisteredSources & string, Source>;

export type SourceRow<Source extends string, Table extends string> = RowOf<
  RegisteredSources,
  `${Source}.${Table}`
>;

/**
 * A name as a parameter. `<Name extends RefName>(name: Name)` would say the same, but where the name is wrong TypeScript goes on with all names
 * at once: for thousands of nodes that takes it a minute, and it reports the columns too. So a wrong name stays itself, and its row has any column.
 */
export type Known<Name extends string, All extends string> = Name extends All ? Name : All;

export type RowOf<Tables, Name extends string> = Name extends keyof Tables ? Tables[Name] : AnyRow;

// biome-ignore lint/suspicious/noExplicitAny: what is wrong has been reported at the name.
type AnyRow = { readonly [column: string]: any };

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
