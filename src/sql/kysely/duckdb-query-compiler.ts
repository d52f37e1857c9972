import { DefaultQueryCompiler, type JSONReferenceNode, type OrActionNode } from "kysely";
import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";

/** Kysely's queries as DuckDB's SQL, with `$1` for values. */
export class DuckDbQueryCompiler extends DefaultQueryCompiler {
  /** In parentheses: DuckDB's `->` binds looser than a comparison, `j->>'a' = 'x'` would be `j->>('a' = 'x')`. */
  protected override visitJSONReference(node: JSONReferenceNode): void {
    this.append("(");
    super.visitJSONReference(node);
    this.append(")");
  }

  /** `insert or replace`, `insert or ignore`. */
  protected override visitOrAction(node: OrActionNode): void {
    this.append(`or ${node.action}`);
  }

  protected override getAutoIncrement(): string {
    throw new DiagnosticError([diagnose("Q1110", {})]);
  }
}
