/** What the generated types say of a source, a model, a seed or a snapshot. */
export interface TypedNode {
  readonly id: string;
  readonly kind: string;
  /** As `ref` takes it (`dim_customers.v2`); of a source, `source.table`. */
  readonly name: string;
  /** Other names that `ref` takes for it: the latest version is also found without its version. */
  readonly otherNames?: readonly string[];
  readonly description?: string;
  readonly columns: readonly TypedColumn[];
}

export interface TypedColumn {
  readonly name: string;
  /** In DuckDB's words, as DESCRIBE prints it. */
  readonly type: string;
  readonly nullable: boolean;
  readonly description?: string;
}
