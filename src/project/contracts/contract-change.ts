/** What is to be written about one model's contract. */
export interface ContractChange {
  readonly section: "models" | "seeds" | "snapshots";
  readonly name: string;
  /** Whether YAML has to say that there is a contract; no project file or `{{config}}` does. */
  readonly contract: boolean;
  /** Every column in the order of the statement; those to which nothing is to be done say where others go. */
  readonly columns: readonly ColumnChange[];
}

export interface ColumnChange {
  readonly name: string;
  readonly type: string;
  /** The type that is declared is to be replaced by this one. A column without a type gets it anyway. */
  readonly isOther: boolean;
  /** It is to have a not_null constraint. */
  readonly isFilled: boolean;
}

/** What was written about one model. */
export interface ContractSummary {
  readonly name: string;
  readonly contract: boolean;
  /** Columns that were not declared, with their types. */
  readonly added: readonly { readonly name: string; readonly type: string }[];
  /** Columns that got a type, with the one that they had. */
  readonly typed: readonly { readonly name: string; readonly type: string; readonly before?: string }[];
  /** Columns that were declared and are now not_null. */
  readonly filled: readonly string[];
}
