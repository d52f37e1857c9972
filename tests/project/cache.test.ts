import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Tables } from "../../src/project/cache/codec.ts";
import { createDecoder } from "../../src/project/cache/decode.ts";
import { createEncoder } from "../../src/project/cache/encode.ts";
import { readProject } from "../../src/project/read-project.ts";
import { makeProject, type ProjectFiles, writeProjectFile } from "./support/make-project.ts";

const files: ProjectFiles = {
  "project.yml": "name: demo\nvars: {a: 1}\nmodels: {staging: {materialized: view}}\n",
  "models/staging/a.sql": '{{config tags="x, y"}}\nselect * from {{source "raw" "t"}} {{var "a"}}\n',
  "models/staging/a.yml":
    'sources: [{name: raw, tables: [{name: t, path: t.csv, freshness: {warn_after: 12h}}]}]\nmodels:\n  - name: a\n    description: \'{{env "WHO" "nobody"}}\'\n    columns: [{name: id, tests: [unique, {accepted_values: {values: [1, null, true]}}]}]\n    unknown: 1\n',
  "models/b.sql": 'select * from {{ref "a"}} {{> m x=1}} {{f 1}}\n',
  "macros/m.hbs": '{{params x y="1"}}{{x}}',
  "macros/f.ts": 'import { one } from "../lib/one.ts";\nexport const f = () => one;\n',
  "lib/one.ts": "export const one = '1';\n",
  "models/docs.md": '{{#docs "d"}}text{{/docs}}',
  "tests/u.yml":
    'unit_tests:\n  - name: u\n    model: a\n    now: 2024-06-01\n    given: [{input: source "raw" "t", rows: [{id: 1, x: null, y: [1, {z: 2.5}]}, {}]}]\n    expect: []\n',
  "tests/t.sql": '{{config severity="warn"}}select 1',
  "features/f.yml": `entities: [{name: c, key: [a, b], joins: [{to: c, from: a, key: {a: x}}]}]
features:
  - name: v
    entity: c
    from: ref "a"
    key: {a: x, b: y}
    timestamp: '{{ref "b"}}'
    history: {every: 1d, from: 2024-01-01, to: '{{var "a"}}'}
    columns: [{name: n_7d, tests: [unique]}]
    features: [{name: n, agg: count, windows: [7d], by: x, values: [1, true, z]}, {name: e, expr: "n_7d + 1", tests: [not_null]}]
feature_sets:
  - {name: s, entity: c, spine: {at: a, timestamp: t, keep: [k]}, features: [v.*, {name: x, expr: 1}], label: {name: l, exists: a, timestamp: t, within: 3d}, split: {by: row, train: 1, test: 0}, encode: [{column: x, method: clip, lower: 0.1}]}
`,
};

const read = (root: string, environment = {}) => readProject({ root, environment });
const cacheFolder = (root: string) => join(root, "target", "cache", "read");

/** Parts of the cache with their contents. */
function readCache(root: string): Record<string, string> {
  const names = readdirSync(cacheFolder(root));
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(join(cacheFolder(root), name), "latin1")]),
  );
}

function writeAll(root: string): void {
  for (const [file, content] of Object.entries(files)) writeProjectFile(root, file, content);
}

async function makeWarm(): Promise<string> {
  const root = makeProject(files);
  await settle(root);
  await read(root);
  return root;
}

/** The time of a file's entry cannot be set: waits until the files just written count as settled. */
async function settle(root: string): Promise<void> {
  const newest = Math.max(
    ...Object.keys(files).map((file) => statSync(join(root, file), { throwIfNoEntry: false })?.ctimeMs ?? 0),
  );
  while (Date.now() - newest < 60) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe("readProject with a cache", () => {
  it("gives the same value and the same problems as without", async () => {
    const root = await makeWarm();
    const cold = await readProject({ root, environment: {}, cache: false });
    const warm = await read(root);
    expect(warm).toEqual(cold);
    expect(cold.diagnostics.map(({ code }) => code)).toEqual(["Q0002"]);
  });

  it("does not write again what has not changed", async () => {
    const root = await makeWarm();
    const before = statSync(join(cacheFolder(root), "base.bin")).mtimeMs;
    await read(root);
    expect(statSync(join(cacheFolder(root), "base.bin")).mtimeMs).toBe(before);
  });

  it("reads a changed file again, and forgets one that is gone", async () => {
    const root = await makeWarm();
    writeProjectFile(root, "models/b.sql", 'select * from {{ref "c"}}\n');
    rmSync(join(root, "models/docs.md"));
    const { value } = await read(root);
    const b = value?.definitions.find(({ name }) => name === "b");
    expect(b?.kind === "model" && b.template.dependencies[0]?.arguments).toEqual(["c"]);
    expect(value?.docs).toEqual({});
    expect(readCache(root)["base.bin"]).not.toContain("docs.md");
  });

  it("sees a change that keeps size and time of the content", async () => {
    const root = await makeWarm();
    writeProjectFile(root, "models/b.sql", 'select * from {{ref "z"}} {{> m x=1}} {{f 1}}\n');
    const { value } = await read(root);
    const b = value?.definitions.find(({ name }) => name === "b");
    expect(b?.kind === "model" && b.template.dependencies[0]?.arguments).toEqual(["z"]);
  });

  it("bundles functions again when a file that they import changes", async () => {
    const root = await makeWarm();
    const first = (await read(root)).value?.macros.f?.hash;
    writeProjectFile(root, "lib/one.ts", "export const one = '2';\n");
    expect((await read(root)).value?.macros.f?.hash).not.toBe(first);
  });

  it("fills in the environment each time, and keeps its values out of the cache", async () => {
    const root = await makeWarm();
    const describeA = async (environment: Record<string, string>) =>
      (await read(root, environment)).value?.definitions.find(({ name }) => name === "a")?.description;
    expect(await describeA({ WHO: "a secret person" })).toBe("a secret person");
    expect(await describeA({})).toBe("nobody");
    expect(Object.values(readCache(root)).join("")).not.toContain("secret person");
  });

  it.each([
    ["no JSON", "{"],
    ["another version's", `{"format":"0","strings":[],"shapes":[],"rows":[]}1\0\0\0`],
    ["an empty file", ""],
    ["something else", '{"a":1}'],
  ])("takes a part that is %s for none", async (_name, content) => {
    const root = await makeWarm();
    const cold = await readProject({ root, environment: {}, cache: false });
    writeFileSync(join(cacheFolder(root), "base.bin"), content);
    expect(await read(root)).toEqual(cold);
    expect(readCache(root)["base.bin"]?.length).toBeGreaterThan(100);
  });

  it.each([
    ["its head", 0],
    ["its numbers", 0.5],
    ["its texts", 0.99],
  ])("takes a part that is damaged in %s for none", async (_place, share) => {
    const root = await makeWarm();
    const cold = await readProject({ root, environment: {}, cache: false });
    const path = join(cacheFolder(root), "base.bin");
    const bytes = readFileSync(path);
    const start = Math.floor(bytes.length * share);
    bytes.fill(0x7f, start, start + 4);
    writeFileSync(path, bytes);
    expect(await read(root)).toEqual(cold);
  });

  it("keeps the places of settings apart in files that say the same", async () => {
    const config = '{{config materialized="table" tags="x" allow="unused_model: by a tool"}}select 1 as a\n';
    const plain = '{{config materialized="table" tags="x"}}select 1 as a\n';
    const root = makeProject({
      ...Object.fromEntries(["a", "b", "c"].map((name) => [`models/${name}.sql`, config])),
      ...Object.fromEntries(["d", "e", "f"].map((name) => [`models/${name}.sql`, plain])),
    });
    const cold = await readProject({ root, environment: {}, cache: false });
    await new Promise((resolve) => setTimeout(resolve, 60));
    await read(root);
    const warm = await read(root);
    expect(warm).toEqual(cold);
    const places = warm.value?.definitions.map((one) => {
      const [layer] = one.kind === "model" ? one.layers : [];
      return [layer?.spans.tags?.file, ...(layer?.settings.allow ?? []).map(({ span }) => span.file)];
    });
    expect(places?.slice(0, 4)).toEqual([
      ["models/a.sql", "models/a.sql"],
      ["models/b.sql", "models/b.sql"],
      ["models/c.sql", "models/c.sql"],
      ["models/d.sql"],
    ]);
  });

  it("keeps texts of any script", async () => {
    const root = makeProject({
      "models/a.sql": "select 1 as a\n",
      "models/a.yml":
        "models: [{name: a, description: Größe, columns: [{name: a, description: 주문 \u{1f43f}}]}]\n",
    });
    const cold = await readProject({ root, environment: {}, cache: false });
    await new Promise((resolve) => setTimeout(resolve, 60));
    await read(root);
    expect(await read(root)).toEqual(cold);
    const [a] = cold.value?.definitions ?? [];
    expect(a?.kind === "model" && [a.description, a.columns[0]?.description]).toEqual([
      "Größe",
      "주문 \u{1f43f}",
    ]);
  });

  describe("of a large project", () => {
    const many = Object.fromEntries(
      Array.from({ length: 600 }, (_, i) => [`models/m${i}.sql`, `select ${i} as a\n`]),
    );

    async function makeLarge(): Promise<string> {
      const root = makeProject({
        ...many,
        "models/m.yml": "models: [{name: m1, columns: [{name: a, description: One., tests: [unique]}]}]\n",
      });
      await pause();
      await read(root);
      return root;
    }

    const pause = () => new Promise((resolve) => setTimeout(resolve, 60));

    async function change(root: string, file: string, content: string) {
      writeProjectFile(root, file, content);
      await pause();
      return read(root);
    }

    it("writes a changed file into a small part of its own", async () => {
      const root = await makeLarge();
      const before = readCache(root);
      const { value } = await change(root, "models/m7.sql", 'select 7 as b from {{ref "m1"}}\n');
      expect(value?.definitions.length).toBe(600);
      await change(root, "models/m8.sql", 'select 8 as b from {{ref "m2"}}\n');
      const after = readCache(root);
      expect(Object.keys(after).sort()).toEqual(["base.bin", "recent.bin"]);
      expect(after["base.bin"]).toBe(before["base.bin"]);
      expect(after["recent.bin"]).toContain("models/m7.sql");
      expect(after["recent.bin"]).toContain("models/m8.sql");
      expect(after["recent.bin"]?.length).toBeLessThan(2000);
      expect(await read(root)).toEqual(await readProject({ root, environment: {}, cache: false }));
    });

    it("writes all of it anew once much has changed", async () => {
      const root = await makeLarge();
      await change(root, "models/m7.sql", "select 7 as b\n");
      for (let i = 0; i < 40; i++) writeProjectFile(root, `models/m${i}.sql`, `select ${i} as other\n`);
      rmSync(join(root, "models/m100.sql"));
      await pause();
      await read(root);
      const after = readCache(root);
      expect(Object.keys(after)).toEqual(["base.bin"]);
      expect(after["base.bin"]).not.toContain("models/m100.sql");
      expect(await read(root)).toEqual(await readProject({ root, environment: {}, cache: false }));
    });

    it("reads what is said of columns when it is first looked at", async () => {
      const root = await makeLarge();
      const { value } = await read(root);
      const m1 = value?.definitions.find(({ name }) => name === "m1");
      const columns = m1?.kind === "model" ? m1.columns : [];
      expect(columns.map(({ name, description }) => [name, description])).toEqual([["a", "One."]]);
      expect(columns).toHaveLength(1);
      expect(Array.isArray(columns)).toBe(true);
      expect(JSON.parse(JSON.stringify(columns))[0].span).toEqual({
        file: "models/m.yml",
        line: 1,
        column: 38,
        length: 1,
      });
    });
  });

  it("reads a project that cannot be written to", async () => {
    const root = makeProject(files);
    mkdirSync(join(root, "target"));
    writeFileSync(join(root, "target", "cache"), "a file where a folder should be");
    chmodSync(join(root, "target"), 0o555);
    const { value } = await read(root);
    expect(value?.definitions.length).toBe(9);
  });

  it("leaves nothing half written", async () => {
    const root = await makeWarm();
    writeAll(root);
    await read(root);
    expect(readdirSync(cacheFolder(root))).toEqual(["base.bin"]);
  });
});

describe("createEncoder and createDecoder", () => {
  it("give back any plain data", () => {
    const span = fc.record(
      { file: fc.constantFrom("a", "b"), line: fc.nat(), column: fc.nat(), length: fc.nat() },
      { requiredKeys: ["file", "line", "column"] },
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        fc.jsonValue(),
        span,
        fc.dictionary(fc.constantFrom("a", "b", "__proto__", "length"), tie("value"), {
          noNullPrototype: true,
        }),
        fc.array(tie("value"), { maxLength: 3 }),
      ),
    }));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), (values) => {
        const tables: Tables = { strings: [], shapes: [] };
        const tokens: number[] = [];
        const encode = createEncoder(tables, tokens, new Set(["a", "list"]));
        const plain = values.map((one) => JSON.parse(JSON.stringify(one)) as unknown);
        const starts = plain.map((one) => {
          const start = tokens.length;
          encode(one, "a");
          return start;
        });
        const decode = createDecoder({
          textOf: (index) => tables.strings[index] ?? "",
          shapes: tables.shapes,
          tokens: Int32Array.from(tokens),
        });
        expect(starts.map((start) => decode(start, "a"))).toEqual(plain);
      }),
    );
  });
});
