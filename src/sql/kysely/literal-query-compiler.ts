import { duckdbDialect } from "../duckdb-dialect.ts";
import { DuckDbQueryCompiler } from "./duckdb-query-compiler.ts";

/** The same with literals in the place of values, so that a statement is one text. */
export class LiteralQueryCompiler extends DuckDbQueryCompiler {
  protected override appendValue(value: unknown): void {
    const text = duckdbDialect.renderLiteral(value);
    // A sign would belong to what stands beside it: `--1` is a comment, `-128::TINYINT` is minus of a number too large.
    this.append(text.startsWith("-") ? `(${text})` : text);
  }

  protected override appendImmediateValue(value: unknown): void {
    this.appendValue(value);
  }
}
