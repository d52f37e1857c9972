import { readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ModelDefinition, Project } from "../../../src/project/definitions.ts";
import { readProject } from "../../../src/project/read-project.ts";
import {
  makeProject,
  type ProjectFiles,
  readFiles,
  readSound,
  renderProblem,
  writeProjectFile,
} from "../support/make-project.ts";

function modelsOf(project: Project | undefined): readonly ModelDefinition[] {
  return (project?.definitions ?? []).filter((one): one is ModelDefinition => one.kind === "model");
}

async function readModel(text: string, files: ProjectFiles = {}): Promise<ModelDefinition> {
  const [model] = modelsOf(await readSound({ "models/revenue.ts": text, ...files }));
  if (!model) throw new Error("there is no model");
  return model;
}

const callsOf = ({ template }: ModelDefinition) =>
  template.dependencies.map(({ call, arguments: names, version, span }) => ({
    call: `${call} ${names.join(".")}${version === undefined ? "" : ` v${version}`}`,
    place: `${span.file}:${span.line}:${span.column}`,
  }));

describe("models in TypeScript, when they are read", () => {
  it("are called as their file, and tell their settings and what they read, each with its place", async () => {
    const model = await readModel(
      `import { model } from "quern";

export default model({ materialized: "table", tags: ["core"] }, ({ db, ref, source }) =>
  db
    .selectFrom(ref("stg_orders"))
    .innerJoin(source("shop", "customers").as("c"), "c.id", "stg_orders.customer_id")
    .leftJoin(ref("dim_products.v2"), (join) => join.onTrue())
    .selectAll(),
);
`,
    );
    expect(model).toMatchObject({
      name: "revenue",
      file: "models/revenue.ts",
      span: { file: "models/revenue.ts", line: 3, column: 16 },
      layers: [
        {
          settings: { materialized: "table", tags: ["core"] },
          spans: { materialized: { file: "models/revenue.ts", line: 3, column: 24 } },
        },
      ],
      template: { typescript: { kind: "query", path: ["default"] }, usesIncremental: false, usesThis: false },
    });
    expect(callsOf(model)).toEqual([
      { call: "ref stg_orders", place: "models/revenue.ts:5:17" },
      { call: "source shop.customers", place: "models/revenue.ts:6:16" },
      { call: "ref dim_products v2", place: "models/revenue.ts:7:15" },
    ]);
  });

  it("are called as their exports; lists and records hold several, and other exports are helpers", async () => {
    const project = await readSound({
      "models/many.ts": `
import { model } from "quern";
const make = (name: string | undefined, country: string) =>
  model({ ...(name && { name }) }, ({ db, ref }) => db.selectFrom(ref(\`stg_\${country}\`)).selectAll());
export const single = make(undefined, "all");
export const renamed = make("other_name", "all");
export const byCountry = { orders_de: make(undefined, "de"), orders_fr: make(undefined, "fr") };
export const list = ["at", "ch"].map((country) => make(\`orders_\${country}\`, country));
export const countries = ["de", "fr"];
export function helper() {}
export default make(undefined, "all");
`,
    });
    const reads = modelsOf(project).map((one) => [one.name, callsOf(one)[0]?.call]);
    expect(reads.sort()).toEqual([
      ["many", "ref stg_all"],
      ["orders_at", "ref stg_at"],
      ["orders_ch", "ref stg_ch"],
      ["orders_de", "ref stg_de"],
      ["orders_fr", "ref stg_fr"],
      ["other_name", "ref stg_all"],
      ["single", "ref stg_all"],
    ]);
  });

  it("are described by YAML, whose settings the file's own come after", async () => {
    const model = await readModel(
      'import { model } from "quern";\nexport default model({ materialized: "table" }, ({ db, ref }) => db.selectFrom(ref("a")).selectAll());\n',
      {
        "project.yml": "name: demo\nmodels: {materialized: view}\n",
        "models/m.yml":
          "models:\n  - name: revenue\n    description: What came in.\n    materialized: incremental\n    columns: [{name: id, tests: [unique]}]\n",
      },
    );
    expect(model.description).toBe("What came in.");
    expect(model.layers.map(({ settings }) => settings.materialized)).toEqual([
      "view",
      "incremental",
      "table",
    ]);
    expect(model.columns.map(({ name }) => name)).toEqual(["id"]);
    expect(model.columnTests.map(({ column, tests }) => [column, tests.length])).toEqual([["id", 1]]);
  });

  it("tell what a rows model reads from its text, without running it", async () => {
    const model = await readModel(
      `import { model } from "quern";
export default model.rows(
  { columns: { id: "BIGINT", score: "DOUBLE" }, refs: ["computed", ["shop", "refunds"]] },
  async ({ ref, source, vars, self }) => {
    if (vars.never) throw new Error("it was run");
    const customers = await ref("customers").table();
    for await (const batch of source("shop", "orders").batches()) console.log(batch, self);
    return customers;
  },
);
`,
      {
        "models/m.yml":
          "models:\n  - name: revenue\n    columns: [{name: score, description: How much.}, {name: ID, type: INTEGER}]\n",
      },
    );
    expect(callsOf(model)).toEqual([
      { call: "ref customers", place: "models/revenue.ts:6:29" },
      { call: "source shop.orders", place: "models/revenue.ts:7:31" },
      { call: "ref computed", place: "models/revenue.ts:2:22" },
      { call: "source shop.refunds", place: "models/revenue.ts:2:22" },
    ]);
    expect(model.template).toMatchObject({ usesThis: true, vars: [{ name: "never" }] });
    expect(model.layers[0]?.settings).toEqual({ materialized: "table" });
    expect(model.columns.map(({ name, type, description }) => [name, type, description])).toEqual([
      ["score", "DOUBLE", "How much."],
      ["ID", "INTEGER", undefined],
    ]);
  });

  it("take the columns that only the model declares after those of YAML", async () => {
    const model = await readModel(
      'import { model } from "quern";\nexport default model.rows({ columns: { a: "INTEGER", b: "DATE" } }, () => []);\n',
      { "models/m.yml": "models:\n  - name: revenue\n    columns: [{name: b}]\n" },
    );
    expect(model.columns.map(({ name, type }) => [name, type])).toEqual([
      ["b", "DATE"],
      ["a", "INTEGER"],
    ]);
  });

  it("read what variables and the target make of them, for tables that exist as well", async () => {
    const files = {
      "project.yml": "name: demo\nvars: {countries: [de]}\n",
      "models/all.ts": `
import { model } from "quern";
export default model({}, ({ db, ref, vars, target, incremental, self }) => {
  const [first, ...others] = (vars.countries as string[]).map((country) => db.selectFrom(ref(\`stg_\${country}\`)).selectAll());
  if (target.name === "prod") ref("audit");
  return others.reduce((all, each) => all.union(each), incremental ? first.where("id", ">", db.selectFrom(self).select("id")) : first);
});
`,
    };
    const callsWith = async (vars: Record<string, string[]>) =>
      callsOf(modelsOf(await readSound(files, { vars }))[0] as ModelDefinition).map(({ call }) => call);
    expect(await callsWith({})).toEqual(["ref stg_de"]);
    expect(await callsWith({ countries: ["de", "fr"] })).toEqual(["ref stg_de", "ref stg_fr"]);
    const [model] = modelsOf(await readSound(files));
    expect(model?.template).toMatchObject({ usesIncremental: true, usesThis: true });
    expect(model?.template.vars.map(({ name }) => name)).toEqual(["countries"]);
  });

  it("may stand in other folders than helpers, whose names begin with _ or which stand elsewhere", async () => {
    const project = await readSound({
      "lib/money.ts":
        'import { sql } from "kysely";\nexport const cents = () => sql<number>`100`.as("cents");\n',
      "models/marts/_shared.ts": "export const limit = 3;\n",
      "models/marts/a.ts": `import { model } from "quern";
import { cents } from "../../lib/money.ts";
import { limit } from "./_shared.ts";
export default model({}, ({ db, ref }) => db.selectFrom(ref("x")).select(cents()).limit(limit));
`,
      "models/marts/a.test.ts": "throw new Error('it was run');\n",
      "models/marts/a.d.ts": "export type A = number;\n",
    });
    expect(modelsOf(project).map(({ name }) => name)).toEqual(["a"]);
  });
});

describe("the cache, with models in TypeScript", () => {
  const files = {
    "lib/limit.ts": "export const limit = 3;\n",
    "project.yml": "name: demo\nvars: {least: 1, other: 1}\n",
    "models/a.ts": `import { model } from "quern";
import { limit } from "../lib/limit.ts";
export default model({}, ({ db, ref, vars }) => db.selectFrom(ref(\`x_\${vars.least}\`)).selectAll().limit(limit));
`,
  };
  const read = async (root: string, vars = {}) => {
    // Files that were written just now are not trusted.
    await new Promise((resolve) => setTimeout(resolve, 40));
    const { value, diagnostics } = await readProject({ root, environment: {}, vars });
    expect(diagnostics).toEqual([]);
    const [model] = modelsOf(value);
    return { hash: model?.template.hash, calls: model && callsOf(model).map(({ call }) => call) };
  };

  it("keeps what was read: without the bundle, nothing is loaded again", async () => {
    const root = makeProject(files);
    const before = await read(root);
    rmSync(join(root, "target/cache/models"), { recursive: true });
    expect(await read(root)).toEqual(before);
    expect(readdirSync(join(root, "target/cache"))).not.toContain("models");
  });

  it("reads again what a changed helper or variable changes, and only then", async () => {
    const root = makeProject(files);
    const before = await read(root);
    expect(before.calls).toEqual(["ref x_1"]);
    const bundles = join(root, "target/cache/models");
    rmSync(bundles, { recursive: true });
    await read(root, { other: 2 });
    expect(statSync(bundles, { throwIfNoEntry: false })).toBeUndefined();
    expect((await read(root, { least: 2 })).calls).toEqual(["ref x_2"]);
    writeProjectFile(root, "lib/limit.ts", "export const limit = 4;\n");
    utimesSync(join(root, "lib/limit.ts"), new Date(1_700_000_001_000), new Date(1_700_000_001_000));
    expect((await read(root)).hash).not.toBe(before.hash);
  });

  it("knows code by what it does: white space, comments and types make no other hash", async () => {
    const root = makeProject(files);
    const before = await read(root);
    writeProjectFile(
      root,
      "models/a.ts",
      `// A comment.\n${files["models/a.ts"].replace("vars })", "  vars  } /* more */)").replace("limit(limit)", "limit(\n limit as number)")}`,
    );
    writeProjectFile(
      root,
      "lib/limit.ts",
      "/** Three. */\nexport const limit: number   = 3;\nexport const unused = 1;\n",
    );
    expect((await read(root)).hash).toBe(before.hash);
  });

  it("tells models of one file apart: what only another one uses changes nothing", async () => {
    const text = (least: number, most: number) => `import { model } from "quern";
const least = ${least};
const most = ${most};
export const a = model.rows({ columns: { x: "INTEGER" } }, () => [{ x: least }]);
export const b = model.rows({ columns: { x: "INTEGER" } }, () => [{ x: most }]);
`;
    const hashes = async (...numbers: [number, number]) =>
      modelsOf(await readSound({ "models/two.ts": text(...numbers) })).map(({ template }) => template.hash);
    const [a, b] = await hashes(1, 2);
    const [sameA, otherB] = await hashes(1, 3);
    expect(sameA).toBe(a);
    expect(otherB).not.toBe(b);
  });
});

describe("packages that models in TypeScript import", () => {
  it("count with their versions", async () => {
    const hashWith = async (version: string) => {
      const project = await readSound({
        "node_modules/lucky/package.json": JSON.stringify({
          name: "lucky",
          version,
          type: "module",
          exports: "./i.js",
        }),
        "node_modules/lucky/i.js": "export const number = 7;\n",
        "models/a.ts": `import { number } from "lucky";
import { model } from "quern";
export default model.rows({ columns: { x: "INTEGER" } }, () => [{ x: number }]);\n`,
      });
      return modelsOf(project)[0]?.template.hash;
    };
    const first = await hashWith("1.0.0");
    expect(await hashWith("1.0.0")).toBe(first);
    expect(await hashWith("1.0.1")).not.toBe(first);
  });
});

describe("mistakes in models in TypeScript", () => {
  const head = 'import { model } from "quern";\n';
  const cases: Readonly<Record<string, readonly [ProjectFiles, ...string[]]>> = {
    "syntax errors": [
      { "models/a.ts": `${head}export default model({}, ({ db ) => db);\n` },
      'models/a.ts:2:32 Q1000 this cannot be read as TypeScript: Expected "}" but found ")"',
    ],
    "syntax errors of helpers": [
      {
        "models/a.ts": `${head}import { x } from "../lib/x.ts";\nexport default x;\n`,
        "lib/x.ts": "export const x = ;\n",
      },
      'lib/x.ts:1:18 Q1000 this cannot be read as TypeScript: Unexpected ";"',
    ],
    "imports of what is not there": [
      { "models/a.ts": `${head}import { x } from "../lib/nothing.ts";\nexport default x;\n` },
      'models/a.ts:2:19 Q1000 this cannot be read as TypeScript: Could not resolve "../lib/nothing.ts"',
    ],
    "modules that throw": [
      { "models/a.ts": `${head}const least = 1;\nif (least > 0) throw new Error("no luck");\n` },
      "models/a.ts:3:22 Q1001 models/a.ts throws when it is loaded: no luck",
    ],
    "packages that are not installed": [
      { "models/a.ts": `${head}import x from "no-such-package";\nexport default model({}, () => x);\n` },
      'models/a.ts:2:16 Q1009 the package "no-such-package" is not installed',
    ],
    "files without models": [
      { "models/a.ts": "export const limit = 3;\n" },
      'models/a.ts:1:14 Q1002 models/a.ts exports no model: "limit" is none',
    ],
    "files without exports": [
      { "models/a.ts": "const x = 1;\n" },
      "models/a.ts:1:1 Q1002 models/a.ts exports no model",
    ],
    "default exports that are no model": [
      { "models/a.ts": "export default ({ db }: any) => db;\n" },
      "models/a.ts:1:1 Q1003 the default export is a function, not a model",
    ],
    "lists with something else in them": [
      {
        "models/a.ts": `${head}export const all = [model({ name: "x" }, ({ db, ref }) => db.selectFrom(ref("y")).selectAll()), 3];\n`,
      },
      'models/a.ts:2:14 Q1003 "all" holds 3 among models',
    ],
    "one name twice in a file": [
      {
        "models/a.ts": `${head}export const x = model({}, ({ db, ref }) => db.selectFrom(ref("y")).selectAll());
export const z = model({ name: "x" }, ({ db, ref }) => db.selectFrom(ref("y")).selectAll());\n`,
      },
      'models/a.ts:3:18 Q1004 the model "x" is already exported at models/a.ts:2',
    ],
    "one name in two files": [
      {
        "models/x.sql": "select 1 as a",
        "models/x.ts": `${head}export default model({}, ({ db, ref }) => db.selectFrom(ref("y")).selectAll());\n`,
      },
      'models/x.ts:2:16 Q0024 model "x" is already defined by models/x.sql',
    ],
    "models of a list without names": [
      {
        "models/a.ts": `${head}export const all = ["de"].map(() => model({}, ({ db, ref }) => db.selectFrom(ref("y")).selectAll()));\n`,
      },
      'models/a.ts:2:14 Q1005 a model in the list "all" has no name',
    ],
    "models without settings": [
      { "models/a.ts": `${head}export default model((({ db }: any) => db) as never, undefined as never);\n` },
      'models/a.ts:2:16 Q1006 the model "a" has a function for settings: its first argument is an object',
    ],
    "models without a function": [
      { "models/a.ts": `${head}export default model({}, "select 1" as never);\n` },
      'models/a.ts:2:16 Q1006 the model "a" has "select 1" for a function: it is the second argument',
    ],
    "rows without columns": [
      { "models/a.ts": `${head}export default model.rows({} as never, () => []);\n` },
      'models/a.ts:2:22 Q1006 the model "a" declares no columns',
    ],
    "columns without a type": [
      { "models/a.ts": `${head}export default model.rows({ columns: { id: 3 } } as never, () => []);\n` },
      'models/a.ts:2:22 Q1006 the model "a" has 3 for the type of its column "id"',
    ],
    "refs that are no names": [
      {
        "models/a.ts": `${head}export default model.rows({ columns: { id: "INTEGER" }, refs: [""] }, () => []);\n`,
      },
      'models/a.ts:2:22 Q1006 the model "a" has "" among its refs',
    ],
    "unknown settings": [
      {
        "models/a.ts": `${head}export default model(\n  { materialised: "table" } as never,\n  ({ db, ref }) => db.selectFrom(ref("y")).selectAll(),\n);\n`,
      },
      'models/a.ts:3:5 Q0002 unknown key "materialised" in the model "a" — did you mean "materialized"?',
    ],
    "settings of the wrong kind": [
      {
        "models/a.ts": `${head}export default model({ materialized: "tabel" } as never, ({ db, ref }) => db.selectFrom(ref("y")).selectAll());\n`,
      },
      'models/a.ts:2:24 Q0005 "materialized" cannot be "tabel" — did you mean "table"?',
    ],
    "functions that throw": [
      {
        "models/a.ts": `${head}export default model({}, ({ vars }) => {\n  return (vars.countries as string[]).map(String) as never;\n});\n`,
      },
      "models/a.ts:3:39 Q1007 the function of the model \"a\" throws: Cannot read properties of undefined (reading 'map')",
    ],
    "functions that return no query": [
      {
        "models/a.ts": `${head}export default model({}, ({ db, ref }) => db.selectFrom(ref("y")).selectAll().execute() as never);\n`,
      },
      'models/a.ts:2:16 Q1008 the function of the model "a" returns a promise, not a query',
    ],
    "queries that change something": [
      { "models/a.ts": `${head}export default model({}, ({ db }) => (db as any).deleteFrom("y"));\n` },
      'models/a.ts:2:16 Q1008 the function of the model "a" returns a DeleteQueryBuilder, not a query',
    ],
    "refs without a name": [
      {
        "models/a.ts": `${head}export default model({}, ({ db, ref, vars }) =>\n  db.selectFrom(ref(vars.nothing as string)).selectAll(),\n);\n`,
      },
      "models/a.ts:3:17 Q1010 ref() has no name in nothing",
    ],
  };
  for (const [what, [files, ...problems]] of Object.entries(cases))
    it(`${what} have a place`, async () => {
      const { diagnostics } = await readFiles(files);
      expect(diagnostics.map((problem) => renderProblem(problem))).toEqual(problems);
    });
});
