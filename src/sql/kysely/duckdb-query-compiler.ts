import {
  DefaultQueryCompiler,
  type JSONReferenceNode,
  type LimitNode,
  type OffsetNode,
  type OperationNode,
  type OrActionNode,
  ValueNode,
} from "kysely";
import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";

/** Kysely's queries as DuckDB's SQL, with `$1` for values. */
export class DuckDbQueryCompiler extends DefaultQueryCompiler {
  /** In parentheses: DuckDB's `->` binds looser than a comparison, `j->>'a' = 'x'` would be `j->>('a' = 'x')`. */
  protected override visitJSONReference(node: JSONReferenceNode): void {
    this.append("(");
    super.visitJSONReference(node);
    this.append(")");
  }

  /** Numbers as literals: DuckDB takes no parameter for the limit of a correlated subquery. */
  protected override visitLimit(node: LimitNode): void {
    this.append("limit ");
    this.visitCount(node.limit);
  }

  protected override visitOffset(node: OffsetNode): void {
    this.append("offset ");
    this.visitCount(node.offset);
  }

  /** `insert or replace`, `insert or ignore`. */
  protected override visitOrAction(node: OrActionNode): void {
    this.append(`or ${node.action}`);
  }

  protected override getAutoIncrement(): string {
    throw new DiagnosticError([diagnose("Q1110", {})]);
  }

  private visitCount(node: OperationNode): void {
    const value = ValueNode.is(node) ? node.value : undefined;
    if (typeof value === "number" || typeof value === "bigint") this.append(String(value));
    else this.visitNode(node);
  }
}
