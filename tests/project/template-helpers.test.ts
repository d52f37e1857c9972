import { expect, it } from "vitest";
import { pureHelpers } from "../../src/compile/template/helpers.ts";
import { templateHelpers } from "../../src/project/template-helpers.ts";
import { duckdbDialect } from "../../src/sql/duckdb-dialect.ts";

it("knows the shape of every helper that can be rendered, and of no other", () => {
  const projectHelpers = ["ref", "source", "var", "env", "config", "params", "doc"];
  const blocks = ["if", "unless", "each", "with"];
  const rendered = [...Object.keys(pureHelpers(duckdbDialect)), ...projectHelpers, ...blocks];
  expect(Object.keys(templateHelpers).sort()).toEqual(rendered.sort());
});
