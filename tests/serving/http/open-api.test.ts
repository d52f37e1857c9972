import { describe, expect, it } from "vitest";
import { serve } from "../served-http.ts";
import { findSchemaMistakes, findViolations, resolve, type Schema } from "./json-schema.ts";

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
  }[];
  readonly requestBody?: { readonly content: { readonly "application/json": { readonly schema: Schema } } };
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly $ref?: string }>>;
}

interface OpenApi {
  readonly openapi: string;
  readonly info: object;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const everything = {
  name: "everything",
  key: ["id", "day"],
  features: ["b", "i", "w", "x", "m", "d", "t", "l", "s", "p", "e", "u"],
  select: `select * from (values (1, date '2025-07-01', timestamp '2025-07-01', true, 1::INTEGER, 9007199254740993, 'nan'::DOUBLE, 1.5::DECIMAL(3,1),
    date '2025-07-01', timestamp '2025-07-01', [1, null], {'a': 1, 'b': ['x']}, map {'k': 1.5::double}, 'a'::ENUM('a', 'b'), union_value(n := 1)),
    (2, date '2025-07-01', timestamp '2025-07-01', null, null, null, null, null, null, null, null, null, null, null, null)
    ) v(id, day, as_of, b, i, w, x, m, d, t, l, s, p, e, u)`,
};
const { ask, post } = await serve([everything]);
const document = (await ask("/openapi.json")).body as unknown as OpenApi;

describe("GET /openapi.json", () => {
  it("is OpenAPI 3.1 with a path for each set, whose parts all exist", () => {
    expect(document.openapi).toBe("3.1.0");
    expect(Object.keys(document.info).sort()).toEqual(["description", "title", "version"]);
    expect(Object.keys(document.paths)).toEqual([
      "/features",
      "/health",
      "/openapi.json",
      "/features/everything/{key}",
      "/features/everything",
    ]);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, path]) => path ?? "",
    );
    expect(references.length).toBeGreaterThan(5);
    for (const path of references) expect([path, resolve(document, path)]).not.toEqual([path, undefined]);
  });

  it("describes each operation: its name, what its path holds, what it answers", () => {
    const names: string[] = [];
    for (const [path, item] of Object.entries(document.paths))
      for (const [method, operation] of Object.entries(item)) {
        expect(["get", "post"]).toContain(method);
        names.push(operation.operationId);
        const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        const told = (operation.parameters ?? []).filter((each) => each.in === "path");
        expect(told.map((each) => [each.name, each.required])).toEqual(inPath.map((name) => [name, true]));
        expect(Object.keys(operation.responses)).toEqual(["200", "default"]);
        for (const answer of Object.values(operation.responses))
          expect(answer.$ref ? resolve(document, answer.$ref) : answer).toHaveProperty("description");
      }
    expect(new Set(names).size).toBe(names.length);
  });

  it("holds schemas that are schemas", () => {
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      expect(name).toMatch(/^[\w.-]+$/);
      expect(findSchemaMistakes(schema, name)).toEqual([]);
    }
  });

  it.each([
    ["one that is known", () => ask("/features/everything/1,2025-07-01"), "everything_one"],
    ["one with nulls", () => ask("/features/everything/2,2025-07-01"), "everything_one"],
    ["one that is not known", () => ask("/features/everything/3,2025-07-01"), "everything_one"],
    [
      "several",
      () =>
        post("/features/everything", {
          keys: [
            [1, "2025-07-01"],
            [9, "2025-07-01"],
          ],
        }),
      "everything_many",
    ],
    ["a refusal", () => ask("/features/everything/x"), "Error"],
  ])("holds for what is answered: %s", async (_, request, schema) => {
    const { body } = await request();
    expect(findViolations(body, { $ref: `#/components/schemas/${schema}` }, document)).toEqual([]);
  });

  it("holds for what is taken", () => {
    const body =
      document.paths["/features/everything"]?.post?.requestBody?.content["application/json"].schema ?? {};
    const violations = (value: unknown) => findViolations(value, body, document).length;
    expect(violations({ keys: [[1, "2025-07-01"], { id: 1, day: "2025-07-01" }], features: ["b"] })).toBe(0);
    expect(violations({ keys: [[1]] })).toBeGreaterThan(0);
    expect(violations({ features: ["b"] })).toBeGreaterThan(0);
    expect(violations({ keys: [], features: ["z"] })).toBeGreaterThan(0);
  });
});
