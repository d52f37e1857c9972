import { duckdbDialect } from "../duckdb-dialect.ts";
import { DuckDbQueryCompiler } from "./duckdb-query-compiler.ts";

/** The same with literals in the place of values, so that a statement is one text. */
export class LiteralQueryCompiler extends DuckDbQueryCompiler {
  protected override appendValue(value: unknown): void {
    this.append(duckdbDialect.renderLiteral(value));
  }

  protected override appendImmediateValue(value: unknown): void {
    this.append(duckdbDialect.renderLiteral(value));
  }
}
