import type { Allowance, NodeSettings } from "../definitions.ts";
import type { QueryFunction, RowsFunction } from "./givens.ts";

/** Settings of a model as in YAML: where a list is wanted, one text will do. */
export type ModelSettings = {
  readonly [K in keyof Omit<NodeSettings, "allow">]: readonly string[] extends NodeSettings[K]
    ? string | readonly string[]
    : NodeSettings[K];
} & {
  /** Rules that are not held, each with the reason. */
  readonly allow?: AllowedRule | readonly AllowedRule[];
};

type AllowedRule = Pick<Allowance, "rule" | "reason">;

export interface QueryConfig extends ModelSettings {
  /** Name of the model; that of the file (default export) or of the export where absent. */
  readonly name?: string;
}

export interface RowsConfig extends QueryConfig {
  /** Every column of the rows in order, with its type in the engine's words: `{ id: "BIGINT", score: "DOUBLE" }`. */
  readonly columns: Readonly<Record<string, string>>;
  /** What the function reads under a computed name: `["customers", ["shop", "orders"]]`; literal names are found in its text. */
  readonly refs?: readonly (string | readonly [source: string, table: string])[];
}

/** What `model` and `model.rows` return: a model that has not been read yet. */
export type TypeScriptModel = QueryModel | RowsModel;

export interface QueryModel {
  readonly [modelTag]: "query";
  readonly config: QueryConfig;
  readonly build: QueryFunction;
  /** Where it was made, as the engine of JavaScript tells it. */
  readonly stack: string;
}

export interface RowsModel {
  readonly [modelTag]: "rows";
  readonly config: RowsConfig;
  readonly build: RowsFunction;
  readonly stack: string;
}

/** Known in every copy of the package, so that a model made by another one is a model. */
export const modelTag: unique symbol = Symbol.for("quern.model") as never;

/**
 * Declares a model whose rows are a query, built with Kysely. The function only builds it: it is called when the project is read, to learn what
 * it reads, and again when it is compiled, and must not run the query.
 *
 * @example
 * export default model({ materialized: "table" }, ({ db, ref }) =>
 *   db.selectFrom(ref("stg_orders")).select(["customer_id", (e) => e.fn.sum("amount").as("revenue")]).groupBy("customer_id"));
 */
export const model: {
  (config: QueryConfig, build: QueryFunction): QueryModel;
  /**
   * Declares a model whose rows a function computes, when the model is built. It returns an Arquero table, an array of objects, or
   * tables one after another (an async generator keeps memory bounded).
   *
   * @example
   * export default model.rows({ columns: { customer_id: "BIGINT", score: "DOUBLE" } }, async ({ ref }) =>
   *   (await ref("customers").table()).derive({ score: (row) => row.revenue / row.orders }));
   */
  rows(config: RowsConfig, build: RowsFunction): RowsModel;
} = Object.assign(
  (config: QueryConfig, build: QueryFunction): QueryModel => ({
    [modelTag]: "query",
    config,
    build,
    stack: stackHere(),
  }),
  {
    rows: (config: RowsConfig, build: RowsFunction): RowsModel => ({
      [modelTag]: "rows",
      config,
      build,
      stack: stackHere(),
    }),
  },
);

/** True for what `model` and `model.rows` return. */
export function isModel(value: unknown): value is TypeScriptModel {
  return typeof value === "object" && value !== null && modelTag in value;
}

function stackHere(): string {
  return new Error().stack ?? "";
}
