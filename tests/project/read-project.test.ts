import { describe, expect, it } from "vitest";
import type {
  Definition,
  ModelDefinition,
  NodeSettings,
  Project,
  SourceDefinition,
} from "../../src/project/definitions.ts";
import { readFiles, readSound } from "./support/make-project.ts";

const sql = "select 1 as id\n";

function find<K extends Definition["kind"]>(
  project: Project,
  kind: K,
  name: string,
): Extract<Definition, { kind: K }> {
  const found = project.definitions.find((one) => one.kind === kind && one.name === name);
  if (!found) throw new Error(`no ${kind} ${name}`);
  return found as Extract<Definition, { kind: K }>;
}

const model = (project: Project, name: string): ModelDefinition => find(project, "model", name);
const source = (project: Project, name: string): SourceDefinition => find(project, "source", name);
const settingsOf = (project: Project, name: string): NodeSettings[] =>
  model(project, name).layers.map((layer) => layer.settings);

describe("settings", () => {
  it("come in layers: folders, YAML, the file", async () => {
    const project = await readSound({
      "project.yml":
        "name: demo\nmodels:\n  tags: all\n  marts:\n    +materialized: table\n    core: {schema: core, meta: {a: 1}}\n",
      "models/marts/core/fct.sql": '{{config alias="x" unique_key="a, b" tags="t"}}select 1',
      "models/marts/core/a.yml": "models: [{name: fct, enabled: true, config: {schema: near}}]",
      "models/marts/fct2.sql": sql,
    });
    expect(settingsOf(project, "fct")).toEqual([
      { tags: ["all"] },
      { materialized: "table" },
      { schema: "core", meta: { a: 1 } },
      { enabled: true, schema: "near" },
      { alias: "x", unique_key: ["a", "b"], tags: ["t"] },
    ]);
    const [first, , , yaml] = model(project, "fct").layers;
    expect(first?.spans.tags).toEqual({ file: "project.yml", line: 3, column: 3, length: 4 });
    expect(yaml?.spans.schema).toEqual({ file: "models/marts/core/a.yml", line: 1, column: 46, length: 6 });
  });

  it("may be set for a single model, by its name or by its file", async () => {
    const project = await readSound({
      "project.yml":
        "name: demo\nmodels: {staging: {a: {alias: one}, b_v1: {alias: two}}, top: {alias: three}}\n",
      "models/staging/a.sql": sql,
      "models/staging/b_v1.sql": sql,
      "models/staging/b.yml": "models: [{name: b, versions: [{v: 1}]}]",
      "models/top.sql": sql,
    });
    expect(["a", "b", "top"].map((name) => settingsOf(project, name)[0]?.alias)).toEqual([
      "one",
      "two",
      "three",
    ]);
  });

  it("may be written as dbt writes them", async () => {
    const project = await readSound({
      "models/a.sql": sql,
      "models/b.sql": '{{config strategy="check" check_cols="all" invalidate_hard_deletes=true}}select 1',
      "models/a.yml": [
        "models:",
        "  - name: a",
        "    config:",
        "      incremental_strategy: merge",
        "      unique_key: id",
        "      pre-hook: select 1",
        "      post-hook: [select 2, select 3]",
        "      on_schema_change: append_new_columns",
        "      contract: {enforced: true}",
        "      persist_docs: {relation: true}",
        "      grants: {select: reporter}",
        "      snapshot_meta_column_names: {dbt_valid_from: start}",
      ].join("\n"),
    });
    expect(settingsOf(project, "a")).toEqual([
      {
        strategy: "merge",
        unique_key: ["id"],
        pre_hook: ["select 1"],
        post_hook: ["select 2", "select 3"],
        on_schema_change: "append",
        contract: true,
        persist_docs: true,
        grants: { select: ["reporter"] },
        snapshot_columns: { dbt_valid_from: "start" },
      },
    ]);
    expect(settingsOf(project, "b")).toEqual([
      { snapshot_strategy: "check", check_cols: ["all"], hard_deletes: "invalidate" },
    ]);
  });

  it("make a snapshot of what is in snapshots/ or under snapshots:", async () => {
    const project = await readSound({
      "snapshots/s.sql": sql,
      "models/t.sql": sql,
      "models/t.yml": "snapshots: [{name: t}]",
    });
    expect(["s", "t"].map((name) => settingsOf(project, name))).toEqual([
      [{ materialized: "snapshot" }],
      [{ materialized: "snapshot" }],
    ]);
  });
});

describe("data tests", () => {
  it("are read in every form", async () => {
    const project = await readSound({
      "models/a.sql": sql,
      "models/a.yml": [
        "models:",
        "  - name: a",
        "    tests:",
        "      - unique_combination: {columns: [x, y], severity: WARN, name: own}",
        "      - not_null: {column: x}",
        "      - name: dbt_style",
        "        test_name: accepted_values",
        "        arguments: {values: [1, 2]}",
        "        config: {where: 'a > 1', tags: t, store_failures: true}",
        "    columns:",
        "      - name: x",
        "        tests: [unique, {not_null: }, {test: accepted_range, min: 0, warn_if: '> 10'}]",
        "        data_tests:",
        "          - relationships:",
        '              to: ref "b"',
        "              field: id",
        "            config: {severity: error}",
      ].join("\n"),
    });
    const { tests, columnTests } = model(project, "a");
    const plain = (list: typeof tests) =>
      list.map(({ span, ...rest }) => ({ ...rest, line: span.line, column_: span.column }));
    expect(plain(tests)).toEqual([
      {
        test: "unique_combination",
        name: "own",
        arguments: { columns: ["x", "y"] },
        settings: { severity: "warn" },
        line: 4,
        column_: 9,
      },
      { test: "not_null", column: "x", arguments: {}, settings: {}, line: 5, column_: 9 },
      {
        test: "accepted_values",
        name: "dbt_style",
        arguments: { values: [1, 2] },
        settings: { where: "a > 1", tags: ["t"], store_failures: true },
        line: 7,
        column_: 20,
      },
    ]);
    expect(columnTests.map(({ column }) => column)).toEqual(["x"]);
    expect(plain(columnTests[0]?.tests ?? [])).toEqual([
      { test: "unique", column: "x", arguments: {}, settings: {}, line: 12, column_: 17 },
      { test: "not_null", column: "x", arguments: {}, settings: {}, line: 12, column_: 26 },
      {
        test: "accepted_range",
        column: "x",
        arguments: { min: 0 },
        settings: { warn_if: "> 10" },
        line: 12,
        column_: 46,
      },
      {
        test: "relationships",
        column: "x",
        arguments: { to: 'ref "b"', field: "id" },
        settings: { severity: "error" },
        line: 14,
        column_: 13,
      },
    ]);
  });

  it("in SQL stand in tests/ itself, with their settings in the file", async () => {
    const project = await readSound({
      "tests/t.sql": '{{config severity="warn" error_if="> 3" tags="a"}}select * from {{ref "x"}}',
      "tests/other/u.sql": "not {{read",
    });
    expect(project.definitions.map(({ name }) => name)).toEqual(["t"]);
    expect(find(project, "singular-test", "t")).toMatchObject({
      settings: { severity: "warn", error_if: "> 3", tags: ["a"] },
      template: { dependencies: [{ arguments: ["x"] }] },
    });
  });
});

describe("sources", () => {
  it("take what their source says unless they say it themselves", async () => {
    const project = await readSound({
      "models/s.yml": [
        "sources:",
        "  - name: shop",
        "    path: data/{table}.parquet",
        "    read: {a: 1, b: 1}",
        "    tags: [s]",
        "    freshness: {column: loaded_at, warn_after: 12 hours, error_after: {count: 2, period: day}}",
        "    tables:",
        "      - name: orders",
        "      - name: items",
        "        path: data/items/*.csv",
        "        format: csv",
        "        read: {b: 2}",
        "        tags: [t]",
        "        freshness: null",
        "        config: {event_time: at}",
        "        columns: [{name: id, type: BIGINT, pii: email, config: {tags: [c]}}]",
        "  - {name: db, schema: raw, database: d, tables: [{name: x, identifier: X_1, loaded_at_field: l, freshness: {warn_after: 7d}}]}",
      ].join("\n"),
    });
    expect(source(project, "orders")).toMatchObject({
      source: "shop",
      path: "data/orders.parquet",
      readOptions: { a: 1, b: 1 },
      tags: ["s"],
      freshness: { column: "loaded_at", warnAfter: 43_200, errorAfter: 172_800 },
      enabled: true,
    });
    expect(source(project, "items")).toMatchObject({
      path: "data/items/*.csv",
      format: "csv",
      readOptions: { a: 1, b: 2 },
      tags: ["s", "t"],
      eventTime: "at",
      columns: [{ name: "id", type: "BIGINT", pii: "email", tags: ["c"] }],
    });
    expect(source(project, "items").freshness).toBeUndefined();
    expect(source(project, "x")).toMatchObject({
      schema: "raw",
      database: "d",
      identifier: "X_1",
      freshness: { column: "l", warnAfter: 604_800 },
    });
    expect(source(project, "x").path).toBeUndefined();
  });
});

describe("versions", () => {
  it("are a definition each, with their own file, settings and columns", async () => {
    const project = await readSound({
      "models/dim_v1.sql": sql,
      "models/dim.v2.sql": sql,
      "models/newest.sql": sql,
      "models/dim.yml": [
        "models:",
        "  - name: dim",
        "    latest_version: 2",
        "    description: of all",
        "    materialized: table",
        "    columns: [{name: a}, {name: b}, {name: c}]",
        "    tests: [{row_count: {min: 1}}]",
        "    versions:",
        "      - v: 1",
        "        config: {alias: dim_old}",
        "        deprecation_date: 2030-01-01",
        "        columns: [{include: all, exclude: [c]}, {name: b, description: own}, {name: z}]",
        "      - {v: 2}",
        "      - {v: 3, defined_in: newest, description: of three, tests: []}",
      ].join("\n"),
    });
    const versions = project.definitions.filter(
      (one): one is ModelDefinition => one.kind === "model" && one.name === "dim",
    );
    const shown = versions
      .map(({ version, latestVersion, file, description, deprecationDate, columns, tests }) => ({
        version,
        latestVersion,
        file,
        description,
        deprecationDate,
        columns: columns.map(({ name }) => name).join(),
        tests: tests.length,
      }))
      .sort((a, b) => Number(a.version) - Number(b.version));
    expect(shown).toEqual([
      {
        version: "1",
        latestVersion: "2",
        file: "models/dim_v1.sql",
        description: "of all",
        deprecationDate: "2030-01-01",
        columns: "a,b,z",
        tests: 1,
      },
      {
        version: "2",
        latestVersion: "2",
        file: "models/dim.v2.sql",
        description: "of all",
        columns: "a,b,c",
        tests: 1,
      },
      {
        version: "3",
        latestVersion: "2",
        file: "models/newest.sql",
        description: "of three",
        columns: "a,b,c",
        tests: 0,
      },
    ]);
    const first = versions.find(({ version }) => version === "1");
    expect(first?.columns[1]?.description).toBe("own");
    expect(first?.layers.map(({ settings }) => settings)).toEqual([
      { materialized: "table" },
      { alias: "dim_old" },
    ]);
  });

  it("have the tests of the columns that they have, their own columns' in place of the model's", async () => {
    const project = await readSound({
      "models/dim_v1.sql": sql,
      "models/dim_v2.sql": sql,
      "models/dim.yml": [
        "models:",
        "  - name: dim",
        "    columns:",
        "      - {name: a, tags: t, tests: [unique]}",
        "      - {name: b, tests: [not_null]}",
        "      - {name: c, tests: [not_null]}",
        "      - {name: d, tests: [not_null]}",
        "    versions:",
        "      - v: 1",
        "        columns: [{include: all, exclude: [c]}, {name: b}, {name: d, tests: [unique]}, {name: z, tests: [unique]}]",
        "      - {v: 2}",
      ].join("\n"),
    });
    const shown = project.definitions.map((one) => {
      const { columnTests } = one as ModelDefinition;
      return columnTests.map(({ column, tags, tests }) =>
        [column, ...tags, ...tests.map(({ test }) => test)].join(" "),
      );
    });
    expect(shown).toEqual([
      ["a t unique", "d unique", "z unique"],
      ["a t unique", "b not_null", "c not_null", "d not_null"],
    ]);
  });
});

describe("other definitions", () => {
  it("are exposures, groups and selectors", async () => {
    const project = await readSound({
      "models/e.yml": [
        "exposures:",
        "  - name: weekly",
        "    type: dashboard",
        "    url: https://x.y",
        "    owner: {name: A, email: [a@b.c, d@e.f]}",
        "    depends_on: [ref('m'), 'ref \"p\" \"m\" v=2', \"{{ source('s', 't') }}\"]",
        "  - {name: off, type: ml, config: {enabled: false}}",
        "groups: [{name: g, owner: {email: g@x.y}}]",
        "selectors: [{name: nightly, default: true, definition: {method: tag, value: nightly}}]",
      ].join("\n"),
    });
    expect(project.definitions.map(({ kind, name }) => [kind, name])).toEqual([
      ["exposure", "weekly"],
      ["group", "g"],
      ["selector", "nightly"],
    ]);
    const { dependsOn, owner } = find(project, "exposure", "weekly");
    expect(owner).toEqual({ name: "A", email: "a@b.c" });
    expect(dependsOn.map(({ call, arguments: names, version }) => [call, ...names, version])).toEqual([
      ["ref", "m", undefined],
      ["ref", "p", "m", "2"],
      ["source", "s", "t", undefined],
    ]);
    expect(find(project, "selector", "nightly")).toMatchObject({
      isDefault: true,
      definition: { method: "tag", value: "nightly" },
    });
  });

  it("keep constraints and contracts", async () => {
    const project = await readSound({
      "models/a.sql": sql,
      "models/a.yml":
        "models: [{name: a, contract: true, constraints: [{type: primary_key, columns: [id]}], columns: [{name: id, data_type: INT, constraints: [{type: check, expression: 'id > {{var \"x\"}}'}, {type: custom, warn_unsupported: false}]}]}]",
    });
    expect(model(project, "a")).toMatchObject({
      patchSpan: { file: "models/a.yml", line: 1, column: 17 },
      constraints: [{ type: "primary_key", columns: ["id"], span: { line: 1, column: 57 } }],
      columns: [
        {
          type: "INT",
          // Its tags are filled in with the statement.
          constraints: [
            { type: "check", expression: 'id > {{var "x"}}' },
            { type: "custom", silent: true },
          ],
        },
      ],
    });
  });
});

describe("project.yml", () => {
  it("has defaults for everything but its name", async () => {
    const { config } = await readSound({});
    expect(config).toMatchObject({
      name: "demo",
      stages: [],
      target: "dev",
      targets: {
        dev: { type: "duckdb", path: "target/demo.duckdb", schema: "main", settings: {}, extensions: [] },
      },
      hooks: { onRunStart: [], onRunEnd: [] },
    });
  });

  it("is read with the environment, .env beneath it, and variables", async () => {
    const { config } = await readSound(
      {
        ".env": "A=from file\nexport B=\"b\\nb\" # comment\nC='#c'\nD= d # e\n",
        "project.yml": [
          "name: demo",
          "vars: {v: '{{env \"A\"}}', w: 5, list: [1, '{{env \"B\"}}']}",
          "target: dev",
          "targets:",
          '  dev: {type: duckdb, path: \'{{env "A"}}/{{env "C"}}/{{env "D"}}/{{env "NO" "default"}}/{{var "w"}}.duckdb\', settings: {memory_limit: 1GB, n: 3}}',
          "  prod: {type: postgres, url: '{{env \"NOT_SET\"}}'}",
          "on_run_start: 'select {{var \"w\"}}'",
          "tests: {severity: warn, store_failures: true}",
        ].join("\n"),
      },
      { environment: { A: "from shell" }, vars: { w: 6 } },
    );
    expect(config.vars).toEqual({ v: "from shell", w: 5, list: [1, "b\nb"] });
    expect(config.targets.dev).toMatchObject({
      path: "from shell/#c/d/default/6.duckdb",
      settings: { memory_limit: "1GB", n: "3" },
    });
    expect(config.hooks.onRunStart).toEqual(['select {{var "w"}}']);
    expect(config.testDefaults).toEqual({ severity: "warn", store_failures: true });
  });

  it("has to be complete for the target in use", async () => {
    const files = {
      "project.yml":
        "name: demo\ntarget: dev\ntargets: {dev: {type: duckdb, path: x}, prod: {type: postgres, url: '{{env \"URL\"}}'}}\n",
    };
    expect((await readFiles(files)).diagnostics).toEqual([]);
    expect((await readFiles(files, { target: "prod" })).diagnostics).toMatchObject([
      { code: "Q0031", span: { line: 3 } },
    ]);
  });

  it("is the one file without which there is no project", async () => {
    const { value, diagnostics } = await readFiles({ "project.yml": "- a\n" });
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(["Q0009"]);
  });
});

describe("texts in YAML", () => {
  it("are filled in where they are texts, and left where they are SQL", async () => {
    const project = await readSound(
      {
        "models/d.md": '{{#docs "long"}}\nA long\ntext.\n{{/docs}}\n{% docs jinja %}J{% enddocs %}\n',
        "models/a.sql": sql,
        "models/a.yml": [
          "models:",
          "  - name: a",
          '    description: \'{{doc "long"}} by {{ doc("jinja") }}, {{#if x}}\'',
          "    schema: '{{env \"S\"}}'",
          "    post_hook: 'grant {{env \"S\"}}'",
          "    tests: [{expression: {expression: 'x > {{var \"v\"}}'}}]",
          "sources: [{name: s, tables: [{name: t, path: '{{env \"S\"}}/{table}.csv'}]}]",
        ].join("\n"),
      },
      { environment: { S: "bucket" } },
    );
    const a = model(project, "a");
    expect(a.description).toBe("A long\ntext. by J, {{#if x}}");
    expect(a.layers[0]?.settings).toEqual({ schema: "bucket", post_hook: ['grant {{env "S"}}'] });
    expect(a.tests[0]?.arguments).toEqual({ expression: 'x > {{var "v"}}' });
    expect(source(project, "t").path).toBe("bucket/t.csv");
  });
});

describe("packages", () => {
  it("bring models, macros and docs; the project's own come first", async () => {
    const project = await readSound({
      "project.yml":
        "name: demo\npackages: [quern-customer]\nmodels: {tags: x, quern-customer: {marts: {schema: theirs}}}\n",
      "macros/shared.hbs": "own",
      "models/a.sql": '{{ref "quern-customer" "b"}}{{> shared}}{{> extra}}',
      "node_modules/quern-customer/project.yml": "name: customer\nmodels: {marts: {materialized: table}}\n",
      "node_modules/quern-customer/models/marts/b.sql": sql,
      "node_modules/quern-customer/models/marts/b.yml": "models: [{name: b, description: '{{doc \"d\"}}'}]",
      "node_modules/quern-customer/models/d.md": '{{#docs "d"}}theirs{{/docs}}',
      "node_modules/quern-customer/macros/shared.hbs": "theirs",
      "node_modules/quern-customer/macros/extra.hbs": "extra",
    });
    const b = model(project, "b");
    expect(b).toMatchObject({
      package: "quern-customer",
      file: "node_modules/quern-customer/models/marts/b.sql",
      description: "theirs",
    });
    expect(b.layers.map(({ settings }) => settings)).toEqual([
      { materialized: "table" },
      { tags: ["x"] },
      { schema: "theirs" },
    ]);
    expect(project.macros.shared?.file).toBe("macros/shared.hbs");
    expect(project.macros.extra?.file).toBe("node_modules/quern-customer/macros/extra.hbs");
  });
});

describe("files", () => {
  it("may be empty, have a byte order mark, Windows' line ends and anchors", async () => {
    const project = await readSound({
      "models/empty.yml": "",
      "models/comment.yml": "# nothing\n",
      "models/sections.yml": "models:\nsources:\n",
      "models/a.sql": '\uFEFFselect 1 from {{ref "b"}}\r\n',
      "models/b.sql": "",
      "models/a.yml":
        "\uFEFFmodels:\r\n  - name: a\r\n    columns: &c\r\n      - {name: x}\r\n  - name: b\r\n    columns: *c\r\n",
      "models/.hidden.sql": "{{",
      "models/notes.txt": "{{",
      "seeds/s.csv": "a\n1\n",
    });
    expect(project.definitions.map(({ kind, name }) => [kind, name])).toEqual([
      ["seed", "s"],
      ["model", "a"],
      ["model", "b"],
    ]);
    expect(model(project, "a").template.dependencies[0]?.span).toMatchObject({ line: 1, column: 21 });
    expect(model(project, "b").columns.map(({ name }) => name)).toEqual(["x"]);
  });

  it("are read in the same order everywhere", async () => {
    const project = await readSound({
      "models/b.sql": sql,
      "models/a/z.sql": sql,
      "models/c/a.sql": sql,
      "models/B.sql": sql,
    });
    expect(project.definitions.map(({ file }) => file)).toEqual([
      "models/B.sql",
      "models/a/z.sql",
      "models/b.sql",
      "models/c/a.sql",
    ]);
  });
});
