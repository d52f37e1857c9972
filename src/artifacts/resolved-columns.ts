import type { Column } from "../compile/types.ts";
import type { NodeId } from "../graph/types.ts";

/** A column as a statement gives it, with what is known of it from where it comes from. */
export interface ResolvedColumn extends Column {
  /** Its own, or that of the column it is an unchanged copy of; then `descriptionFrom` says which. */
  readonly description?: string;
  readonly descriptionFrom?: ColumnReference;
  /** Data tests of columns that it is an unchanged copy of, which hold for it as well and are not run again. */
  readonly inheritedTests?: readonly { readonly test: NodeId; readonly from: ColumnReference }[];
}

export interface ColumnReference {
  readonly node: NodeId;
  readonly column: string;
}
