import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { renderDiagnostics } from "../../src/base/render-diagnostic.ts";
import { checkTypes } from "../../src/typing/check-types.ts";
import { renderTypes } from "../../src/typing/render-types.ts";
import { writeTypes } from "../../src/typing/write-types.ts";
import { column, entry, nodes, typedProject } from "./typed-project.ts";

/** Line and column of what each diagnostic is about, and its code. */
async function problemsOf(files: Readonly<Record<string, string>>) {
  const { diagnostics } = await checkTypes(typedProject(files), { entry });
  return diagnostics.map(({ code, span }) => `${span?.file}:${span?.line}:${span?.column} ${code}`);
}

const inModel = (body: string) => `import { model, sql } from "quern";
export default model({}, ({ db, ref, source }) =>
  ${body});
`;

const good: readonly (readonly [string, string])[] = [
  [
    "columns alone and behind the alias",
    `db.selectFrom(ref("stg_orders")).select(["order_id", "stg_orders.amount"])`,
  ],
  [
    "the example of the documentation",
    `db.selectFrom(ref("stg_orders")).select(["customer_id", (e) => e.fn.sum("amount").as("revenue")]).groupBy("customer_id")`,
  ],
  [
    "joins under aliases",
    `db.selectFrom(ref("stg_orders").as("o"))
        .innerJoin(ref("stg_customers").as("c"), "c.id", "o.customer_id")
        .leftJoin(ref("dim"), (join) => join.onRef("dim.id", "=", "c.id").on("dim.name", "is not", null))
        .where("o.amount", ">", "3").select(["o.amount", "c.name", "dim.name as dim_name", sql<number>\`\${sql.ref("c.id")} + 1\`.as("next")])`,
  ],
  ["a version, by the name of its model", `db.selectFrom(ref("dim.v1")).select("dim.id")`],
  [
    "seeds and sources",
    `db.selectFrom([ref("countries"), source("shop", "orders")]).select(["code", "orders.id"])`,
  ],
  [
    "common table expressions and subqueries",
    `db.with("paid", (q) => q.selectFrom(source("shop", "orders")).selectAll()).selectFrom("paid").selectAll("paid")
        .where((e) => e.exists(e.selectFrom(ref("dim")).select("dim.id").whereRef("dim.id", "=", "paid.id")))`,
  ],
  [
    "set operations",
    `db.selectFrom(ref("dim")).select("id").unionAll(db.selectFrom(ref("stg_customers").as("dim")).select("dim.id"))`,
  ],
  [
    "windows",
    `db.selectFrom(ref("stg_orders")).select((e) => e.fn.agg<number>("row_number").over((o) => o.partitionBy("customer_id")).as("nth"))`,
  ],
  ["a statement of sql", 'sql`select count(*) from ${ref("stg_orders")}`'],
];

const bad: readonly (readonly [string, string, string])[] = [
  ["an unknown node", `db.selectFrom(ref("stg_order")).select("order_id")`, "3:21 Q1105"],
  ["an unknown column", `db.selectFrom(ref("stg_orders")).select("amout")`, "3:43 Q1102"],
  [
    "an unknown column among others",
    `db.selectFrom(ref("stg_orders")).select(["order_id", "amout"])`,
    "3:43 Q1102",
  ],
  ["a column of another version", `db.selectFrom(ref("dim.v1")).select("dim.name")`, "3:39 Q1102"],
  [
    "an unknown column in a join",
    `db.selectFrom(ref("stg_orders")).innerJoin(ref("dim"), "dim.idd", "stg_orders.customer_id").select("order_id")`,
    "3:58 Q1102",
  ],
  ["a table that is no ref", `db.selectFrom("stg_orders").selectAll()`, "3:17 Q1102"],
  ["an unknown source", `db.selectFrom(source("shoop", "orders")).selectAll()`, "3:24 Q1102"],
  ["an unknown table of a source", `db.selectFrom(source("shop", "order")).selectAll()`, "3:32 Q1102"],
  [
    "a comparison with another type",
    `db.selectFrom(ref("stg_orders")).where("order_id", "=", "x").selectAll()`,
    "3:59 Q1102",
  ],
  ["what is no query", `"select 1"`, "3:3 Q1102"],
];

/** Every model in a file of its own, so that TypeScript runs once. */
const all = Object.fromEntries([
  ...good.map(([, body], index) => [`models/good/${index}.ts`, inModel(body)]),
  ...bad.map(([, body], index) => [`models/bad/${index}.ts`, inModel(body)]),
]);
const problems = await problemsOf(all);

const rowsModel = (config: string, body: string) => `import { model } from "quern";
export default model.rows({ columns: { id: "INTEGER" }, ${config} }, async ({ ref, source, self, vars, target, incremental }) =>
  ${body});
`;

describe("checkTypes(root), on rows models", () => {
  const cases: readonly (readonly [string, string, ...string[]])[] = [
    [
      `materialized: "incremental", unique_key: "id", tags: ["a"]`,
      `(await ref("stg_orders").table()).derive({ id: (row: any) => row.order_id }).select("id")`,
    ],
    [`refs: ["dim", ["shop", "orders"]]`, `(await source("shop", "orders").table()).objects()`],
    ["", "[{ id: incremental ? (await self.table()).numRows() : Number(vars.x) + target.name.length }]"],
    ["", `(await ref("stg_order").table())`, "3:14 Q1105"],
    ["", `(await source("shop", "order").table())`, "3:25 Q1102"],
    [`materialized: "tabel"`, "[]", "2:57 Q1102"],
    [`materialised: "table"`, "[]", "2:57 Q1102"],
    ["", "3", "3:3 Q1102"],
  ];
  it("knows the nodes, the settings and what a function may return", async () => {
    const found = await problemsOf(
      Object.fromEntries(
        cases.map(([config, body], index) => [`models/${index}.ts`, rowsModel(config, body)]),
      ),
    );
    expect(found).toEqual(
      cases.flatMap(([, , ...places], index) => places.map((place) => `models/${index}.ts:${place}`)),
    );
  });
});

describe("checkTypes(root)", () => {
  it.each(good.map(([name], index) => [name, index] as const))("passes %s", (_, index) => {
    expect(problems.filter((problem) => problem.startsWith(`models/good/${index}.ts`))).toEqual([]);
  });

  it.each(bad.map(([name, , place], index) => [name, place, index] as const))(
    "finds %s",
    (_, place, index) => {
      const found = problems.filter((problem) => problem.startsWith(`models/bad/${index}.ts`));
      expect(found).toEqual([`models/bad/${index}.ts:${place}`]);
    },
  );

  it("shows the line, with the nearest name, and TypeScript's words as the cause", async () => {
    const root = typedProject({
      "models/marts/a.ts": inModel(`db.selectFrom(ref("stg_order")).selectAll()`),
    });
    const { value, diagnostics } = await checkTypes(root, { entry });
    expect(value).toMatchObject({ files: 1, compiler: expect.stringMatching(/^\d+\./) });
    expect(diagnostics).toMatchObject([
      {
        message: 'type error: unknown node "stg_order" — did you mean "stg_orders"?',
        cause: `TS2345: Argument of type '"stg_order"' is not assignable to parameter of type 'RefName'.`,
      },
    ]);
    const readText = (file: string) => readFileSync(join(root, file), "utf8");
    const text = renderDiagnostics(diagnostics, { readText });
    expect(text).toContain(`  3 |   db.selectFrom(ref("stg_order")).selectAll());
    |                     ^^^^^^^^^^^`);
  });

  it("says of a call that no overload takes what is wrong with it", async () => {
    const root = typedProject({ "models/a.ts": inModel(`db.selectFrom(ref("dim")).select("dim.nam")`) });
    const { diagnostics } = await checkTypes(root, { entry });
    expect(diagnostics).toMatchObject([
      {
        message: expect.stringMatching(/^type error: Argument of type '"dim.nam"' is not assignable/),
        span: { length: 9 },
        cause: expect.stringContaining("TS2769: No overload matches this call."),
      },
    ]);
  });

  it("finds the same again, what a changed node breaks, and nothing once all is well", async () => {
    const root = typedProject({ "models/a.ts": inModel(`db.selectFrom(ref("countries")).select("name")`) });
    const folder = join(root, "target", "types");
    const codes = async () => (await checkTypes(root, { entry })).diagnostics.map(({ code }) => code);
    expect([await codes(), await codes()]).toEqual([["Q1102"], ["Q1102"]]);
    const renamed = nodes.map((node) =>
      node.name === "countries" ? { ...node, columns: [column("name", "VARCHAR")] } : node,
    );
    writeTypes(folder, renderTypes(renamed));
    expect(await codes()).toEqual([]);
    writeTypes(folder, renderTypes(nodes));
    expect(await codes()).toEqual(["Q1102"]);
  });

  it("finds the problems of all files, macros and helpers too", async () => {
    const found = await problemsOf({
      "models/a.ts": inModel(`db.selectFrom(ref("nothing")).selectAll()`),
      "models/deep/er/b.ts": `import { two } from "../../../lib/two.ts";\nexport const three: string = two;\n`,
      "lib/two.ts": "export const two: number = 'two';\n",
      "macros/text.ts": "export function twice(text: string): string {\n  return text * 2;\n}\n",
      "macros/ignored/c.ts": "export const c: string = 1;\n",
    });
    expect(found.sort()).toEqual([
      "lib/two.ts:1:14 Q1102",
      "macros/text.ts:2:10 Q1102",
      "macros/text.ts:2:3 Q1102",
      "models/a.ts:3:21 Q1105",
      "models/deep/er/b.ts:2:14 Q1102",
    ]);
  });

  it("does not look for TypeScript where there is nothing to check", async () => {
    const root = typedProject({ "models/a.sql": "select 1", "models/types.d.ts": "export type A = string;" });
    expect(await checkTypes(root, { entry })).toEqual({ value: { files: 0 }, diagnostics: [] });
  });

  it("says what to install where TypeScript is nowhere", async () => {
    const root = typedProject({ "models/a.ts": "export const a = 1;\n" });
    expect(await checkTypes(root, { entry, compilers: [root] })).toMatchObject({
      value: { files: 1 },
      diagnostics: [{ code: "Q1100", hint: "install it in the project: npm install --save-dev typescript" }],
    });
  });

  it("keeps to the project's own settings, whatever they leave out", async () => {
    const files = { "models/a.ts": "export function f(unused: string): number {\n  return 1;\n}\n" };
    expect(await problemsOf(files)).toEqual([]);
    const settings = { compilerOptions: { noUnusedParameters: true }, include: ["lib"], exclude: ["target"] };
    const strict = { ...files, "tsconfig.json": JSON.stringify(settings) };
    expect(await problemsOf(strict)).toEqual(["models/a.ts:1:19 Q1102"]);
  });

  it("works beside settings that are for something else", async () => {
    const compilerOptions = {
      module: "NodeNext",
      rootDir: "src",
      outDir: "out",
      composite: true,
      declaration: true,
    };
    expect(
      await problemsOf({
        "tsconfig.json": JSON.stringify({ compilerOptions, files: ["src/x.ts"] }),
        "src/x.ts": "export const x = 1;\n",
        "models/a.ts": inModel(`db.selectFrom(ref("nothing")).selectAll()`),
      }),
    ).toEqual(["models/a.ts:3:21 Q1105"]);
  });

  it("works under a tsconfig.json that extends the generated one, as an editor wants it", async () => {
    const settings = {
      extends: "./target/types/base.json",
      include: ["models", "macros", "target/types/*.d.ts"],
    };
    expect(
      await problemsOf({
        "tsconfig.json": JSON.stringify(settings),
        "models/a.ts": inModel(`db.selectFrom(ref("nothing")).selectAll()`),
      }),
    ).toEqual(["models/a.ts:3:21 Q1105"]);
  });

  it("tells settings that TypeScript does not take", async () => {
    const root = typedProject({
      "models/a.ts": "export const a = 1;\n",
      "tsconfig.json": JSON.stringify({ compilerOptions: { target: "ES1812" } }),
    });
    const { diagnostics } = await checkTypes(root, { entry });
    expect(diagnostics.map(({ code }) => code)).toContain("Q1102");
    expect(diagnostics[0]?.cause).toContain("--target");
  });

  it("uses the project's own TypeScript, and refuses one that is too old", async () => {
    const root = typedProject({ "models/a.ts": "export const a: string = 1;\n" });
    const folder = join(root, "node_modules", "typescript");
    mkdirSync(join(folder, "bin"), { recursive: true });
    const install = (version: string, program: string) => {
      writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "typescript", version }));
      writeFileSync(join(folder, "bin", "tsc"), program);
      return checkTypes(root, { entry });
    };
    const told = await install(
      "5.9.0",
      `console.log("models/a.ts(1,14): error TS1: mine"); process.exit(2);`,
    );
    expect(told).toMatchObject({
      value: { compiler: "5.9.0" },
      diagnostics: [{ code: "Q1102", cause: "TS1: mine" }],
    });
    expect(await install("4.9.5", "")).toMatchObject({ diagnostics: [{ code: "Q1101" }] });
    const crashed = await install("5.9.0", `process.stderr.write("out of memory"); process.exit(134);`);
    expect(crashed).toMatchObject({
      diagnostics: [{ code: "Q1104", cause: expect.stringContaining("out of memory") }],
    });
    const lost = await install(
      "5.9.0",
      `console.log("error TS5023: Unknown compiler option 'x'."); process.exit(1);`,
    );
    expect(lost).toMatchObject({
      diagnostics: [{ code: "Q1103", cause: "TS5023: Unknown compiler option 'x'." }],
    });
  });
});
