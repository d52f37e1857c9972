import type { ColumnTable } from "arquero";
import type { ModelQuery, QueryBuilder } from "../../authoring/query.ts";
import type {
  Known,
  Ref,
  RefName,
  RowOf,
  SourceName,
  SourceRef,
  SourceRow,
  SourceTable,
  TableReference,
} from "../../authoring/references.ts";
import type { RegisteredNodes } from "../../authoring/register.ts";
import type { Json } from "../definitions.ts";

/** What every function of a model is given. */
export interface Givens {
  /** Variables of project.yml with those of `--vars` on top. */
  readonly vars: Readonly<Record<string, Json>>;
  readonly target: { readonly name: string; readonly type: string; readonly schema: string };
  /** True where the table exists and rows are added to it, as `{{#if incremental}}`. */
  readonly incremental: boolean;
}

/** What the function of a query model is given. */
export interface QueryGivens extends Givens {
  /** Builds the query; it reaches no database. */
  readonly db: QueryBuilder;
  /** A model, seed or snapshot as a table: `db.selectFrom(ref("stg_orders"))`. */
  readonly ref: Ref;
  readonly source: SourceRef;
  /** The table of the model itself as it stands, as `{{this}}`; its alias is `self`. */
  readonly self: TableReference<Readonly<Record<string, unknown>>, "self">;
}

export type QueryFunction = (givens: QueryGivens) => ModelQuery;

/** What the function of a rows model is given. */
export interface RowsGivens extends Givens {
  /** Reads a model, seed or snapshot: `await ref("customers").table()`. */
  ref<Name extends string>(name: Known<Name, RefName>): RowsReader<RowOf<RegisteredNodes, Name>>;
  source<Source extends string, Table extends string>(
    source: Known<Source, SourceName>,
    table: Known<Table, SourceTable<Source>>,
  ): RowsReader<SourceRow<Source, Table>>;
  /** The model's own rows as they stand; none where its table does not exist. */
  readonly self: RowsReader<Readonly<Record<string, unknown>>>;
}

/** Reads the rows of a node. Which value of JavaScript each type becomes is told at `Session.readBatches`. */
export interface RowsReader<Row> {
  /** All rows. */
  table(): Promise<RowsTable<Row>>;
  /** The rows in tables of at most `size` (65,536 where absent), one after another. */
  batches(options?: { readonly size?: number }): AsyncIterable<RowsTable<Row>>;
}

/** An Arquero table whose column names are known. */
export interface RowsTable<Row> extends ColumnTable {
  get(name: keyof Row & string, row?: number): unknown;
}

type Rows = ColumnTable | readonly object[];

/** A table, an array of objects, or an (async) iterable of either, such as a generator. */
export type RowsResult = Rows | Iterable<Rows> | AsyncIterable<Rows>;

export type RowsFunction = (givens: RowsGivens) => RowsResult | Promise<RowsResult>;
