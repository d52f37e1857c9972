import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileInline } from "../../src/compile/compile-inline.ts";
import { batchEndMarker, batchStartMarker } from "../../src/compile/microbatch.ts";
import { renderDependencies } from "../../src/compile/render-dependencies.ts";
import type { CompiledNode } from "../../src/compile/types.ts";
import type { NodeId } from "../../src/graph/types.ts";
import { parseTemplateFacts } from "../../src/project/template.ts";
import { buildTables, type Engine, openEngine } from "./support/engine.ts";
import {
  compileInMemory,
  type InMemoryProject,
  optionsFor,
  resolveInMemory,
} from "./support/in-memory-project.ts";

let engine: Engine;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "quern-compile-"));
  engine = await openEngine(folder);
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

function compiled(project: InMemoryProject, id: string, options = {}): CompiledNode {
  const result = compileInMemory(project, options);
  expect(result.problems).toEqual([]);
  const node = result.nodes[id as NodeId];
  if (node === undefined) throw new Error(`no ${id}`);
  return node;
}

async function rowsOf(project: InMemoryProject, id: string, options = {}): Promise<readonly unknown[][]> {
  const { graph, nodes, problems } = compileInMemory(project, options);
  expect(problems).toEqual([]);
  await buildTables(engine, graph, { nodes });
  const rows = await engine.rows(nodes[id as NodeId]?.select ?? "");
  return rows.map((row) => Object.values(row));
}

const problemsOf = (project: InMemoryProject, options = {}) =>
  compileInMemory(project, options).problems.map(
    ({ code, message, span }) => `${span?.file}:${span?.line}:${span?.column} ${code} ${message}`,
  );

describe("compileGraph(graph, ids, options)", () => {
  it("writes refs, sources, vars, env, this and target", () => {
    const { select, vars, relation } = compiled(
      {
        models: {
          a: "select 1 as x",
          b: {
            sql: "{{config schema='marts' alias='Bee'}}select '{{target.name}}', {{var 'n'}}, {{var 'm' 5}}, {{env 'E'}}, {{env 'F' 'f'}}, {{quote (var 's')}} from {{ref 'a'}}, {{source 'raw' 't'}}, {{this}}",
          },
        },
        sources: { "raw.t": { schema: "raw zone" } },
        vars: { n: 3, s: "it's" },
      },
      "model.b",
      { environment: { E: "e" } },
    );
    expect(select).toBe(`select 'dev', 3, 5, e, f, 'it''s' from main.a, "raw zone".t, marts."Bee"`);
    expect(vars).toEqual({ n: "3", m: "5", s: '"it\'s"' });
    expect(relation).toEqual({ schema: "marts", name: "Bee" });
  });

  it("renders an incremental model twice only where it looks at `incremental`", () => {
    const settings = { materialized: "incremental" as const };
    const project = {
      models: {
        plain: { sql: "select 1", settings },
        both: { sql: "select 1{{#if incremental}} where 2 > (select max(x) from {{this}}){{/if}}", settings },
      },
    };
    expect(compiled(project, "model.plain").incrementalSelect).toBeUndefined();
    expect(compiled(project, "model.both").select).toBe("select 1");
    expect(compiled(project, "model.both").incrementalSelect).toBe(
      'select 1 where 2 > (select max(x) from main."both")',
    );
  });

  it("filters what a batch reads by its event time", async () => {
    const project: InMemoryProject = {
      models: {
        events: {
          sql: "select timestamp '2026-01-01' + i * interval 12 hours as at, i from range(6) t(i)",
          settings: { materialized: "table", event_time: "at" },
        },
        names: { sql: "select 1 as one", settings: { materialized: "table" } },
        daily: {
          sql: 'select i from {{ref "events"}} e, {{ref "names"}}',
          settings: {
            materialized: "incremental",
            strategy: "microbatch",
            event_time: "at",
            batch_size: "day",
            begin: "2026-01-01",
          },
        },
      },
    };
    const { batchSelect = "", select } = compiled(project, "model.daily");
    expect(select).toBe("select i from main.events e, main.names");
    expect(batchSelect).toBe(
      `select i from (select * from main.events where "at" >= ${batchStartMarker} and "at" < ${batchEndMarker}) e, main.names`,
    );
    const { graph, nodes } = compileInMemory(project);
    await buildTables(engine, graph, { nodes });
    const sql = batchSelect
      .replace(batchStartMarker, "timestamp '2026-01-02'")
      .replace(batchEndMarker, "timestamp '2026-01-03'");
    expect((await engine.rows(sql)).map((row) => Number(row.i))).toEqual([2, 3]);
  });

  it("empties and samples what is read, through ephemeral nodes, not what tests read", () => {
    const project: InMemoryProject = {
      models: {
        inner: {
          sql: 'select * from {{source "raw" "t"}}',
          settings: { materialized: "ephemeral", event_time: "at" },
        },
        outer: {
          sql: 'select * from {{ref "inner"}}, {{ref "other"}}',
          tests: [{ test: "not_null", column: "x" }],
        },
        other: "select 1",
      },
      sources: { "raw.t": { eventTime: "at" } },
    };
    const cte = (body: string, other: string) =>
      `with __quern__cte__inner as (\nselect * from ${body}\n)\nselect * from __quern__cte__inner, ${other}`;
    expect(compiled(project, "model.outer").select).toBe(cte("raw.t", "main.other"));
    expect(compiled(project, "model.outer", { empty: true }).select).toBe(
      cte("(select * from raw.t where false)", "(select * from main.other where false)"),
    );
    expect(compiled(project, "model.outer", { sample: { seconds: 3600 } }).select).toBe(
      cte(
        "(select * from raw.t where \"at\" >= timestamp '2026-01-15 11:00:00' and \"at\" < timestamp '2026-01-15 12:00:00')",
        "main.other",
      ),
    );
    const { tests } = compileInMemory(project, { empty: true });
    expect(Object.values(tests)[0]?.failures).toBe('select * from main."outer" where x is null');
  });

  it("names versions, and reads the latest where none is asked for", () => {
    const { select } = compiled(
      {
        models: {
          dim_v1: { sql: "select 1", version: "1", latest: "2" },
          dim_v2: { sql: "select 2", version: "2", latest: "2" },
          mart: 'select * from {{ref "dim"}}, {{ref "dim" v=1}}',
        },
      },
      "model.mart",
    );
    expect(select).toBe("select * from main.dim_v2, main.dim_v1");
  });

  it("renders hooks", () => {
    const { hooks } = compiled(
      {
        models: {
          a: "select 1",
          b: {
            sql: "select 1",
            settings: {
              pre_hook: ["set x = 1"],
              post_hook: ["insert into log select * from {{ref 'a'}}, {{this}}"],
            },
          },
        },
      },
      "model.b",
    );
    expect(hooks).toEqual({ pre: ["set x = 1"], post: ["insert into log select * from main.a, main.b"] });
  });

  it("hashes the text and the settings that matter", () => {
    const of = (sql: string, settings = {}) => compiled({ models: { a: { sql, settings } } }, "model.a");
    expect(of("select 1").textHash).not.toBe(of("select 2").textHash);
    expect(of("select 1").settingsHash).toBe(
      of("select 1", { tags: ["x"], owner: "me", meta: { a: 1 } }).settingsHash,
    );
    expect(of("select 1").settingsHash).not.toBe(of("select 1", { unique_key: ["a"] }).settingsHash);
  });
});

describe("ephemeral nodes", () => {
  const base = { materialized: "ephemeral" as const };
  const project = (sql: string): InMemoryProject => ({
    models: {
      one: { sql: "-- one\nselect i, 'a;b' as t from range(5) r(i);\n", settings: base },
      two: {
        sql: 'with o as (select * from {{ref "one"}}) select i * 10 as i from o -- end',
        settings: base,
      },
      "odd name": { sql: 'select i from {{ref "two"}}', settings: base },
      top: { sql, settings: { materialized: "table" } },
    },
  });

  it.each([
    ["a plain select keeps its order", 'select i from {{ref "one"}} order by i desc limit 2', [[4], [3]]],
    [
      "nested, shared once",
      'select sum(a.i), count(*) from {{ref "two"}} a join {{ref "odd name"}} b on a.i = b.i join {{ref "one"}} c on c.i * 10 = a.i',
      [[100, 5]],
    ],
    ["merged into a WITH of its own", 'with x as (select * from {{ref "one"}}) select max(i) from x', [[4]]],
    [
      "after comments, in capitals",
      '-- with a\n/* with /* nested */ b */ WITH x AS (select * from {{ref "one"}}) select max(i) from x',
      [[4]],
    ],
    [
      "WITH RECURSIVE",
      'with recursive x as (select 0 as i union all select x.i + 1 from x where x.i < (select max(i) from {{ref "one"}})) select count(*) from x',
      [[5]],
    ],
    [
      "in brackets with a WITH inside",
      '(with x as (select * from {{ref "one"}}) select i from x order by i desc limit 1)',
      [[4]],
    ],
    [
      "a union of brackets",
      '(select i from {{ref "one"}} where i = 1) union all (select i from {{ref "one"}} where i = 2) order by i',
      [[1], [2]],
    ],
    ["FROM first", 'from {{ref "one"}} select max(i)', [[4]]],
    [
      "in a correlated subquery",
      'select i, (select max(o.i) from {{ref "one"}} o where o.i < r.i) from range(2) r(i) order by 1',
      [
        [0, null],
        [1, 0],
      ],
    ],
    ["a pivot", 'pivot {{ref "one"}} on (i) in (1, 2) using count(*) group by t', [[1, 1, "a;b"]]],
    ["a semicolon and a comment at the end", 'select max(i) from {{ref "one"}}; -- done\n', [[4]]],
    ["VALUES", 'values ((select max(i) from {{ref "one"}}))', [[4]]],
  ])("%s", async (_title, sql, rows) => {
    expect(await rowsOf(project(sql), "model.top")).toEqual(rows);
  });

  it("inlines each of a diamond once", () => {
    const { select } = compiled(
      project('select * from {{ref "two"}}, {{ref "one"}}, {{ref "odd name"}}'),
      "model.top",
    );
    expect(select.match(/__quern__cte__one as \(/g)).toHaveLength(1);
    expect(select.match(/__quern__cte__two as \(/g)).toHaveLength(1);
  });

  it("compiles the ephemeral parents of what is selected", () => {
    const { graph, options } = compileInMemory(project('select * from {{ref "two"}}'));
    expect(Object.keys(graph.nodes)).toHaveLength(4);
    expect(options.dialect.name).toBe("duckdb");
  });
});

describe("sources and seeds", () => {
  it("reads files with options, declared types and compression", async () => {
    writeFileSync(join(folder, "a.csv"), "id;name\n007;x\n");
    writeFileSync(join(folder, "b.csv.gz"), gzipSync("1,one\n"));
    writeFileSync(join(folder, "c.jsonl"), '{"id": 1, "d": "2024-01-01", "extra": true}\n');
    await engine.run(`copy (select 5::integer as id, 'p' as other) to '${join(folder, "d.parquet")}'`);
    const project: InMemoryProject = {
      sources: {
        "f.a": { path: "a.csv", readOptions: { delim: ";", header: true }, columns: { id: "VARCHAR" } },
        "f.b": { path: "b.csv.gz", readOptions: { header: false }, columns: { n: "BIGINT", label: null } },
        "f.c": { path: "c.jsonl", columns: { d: "DATE", id: "VARCHAR" } },
        "f.d": { path: "d.parquet", columns: { id: "BIGINT" } },
      },
      models: {
        top: 'select a.id, a.name, b.n, b.label, c.id, typeof(c.d), c.extra, typeof(d.id), d.other from {{source "f" "a"}} a, {{source "f" "b"}} b, {{source "f" "c"}} c, {{source "f" "d"}} d',
      },
    };
    expect(await rowsOf(project, "model.top")).toEqual([
      ["007", "x", 1, "one", "1", "DATE", true, "BIGINT", "p"],
    ]);
  });

  it("reads a seed with types, nulls, a byte order mark, quoted newlines and a delimiter", async () => {
    const csv = '\ufeffid|name|at|code|note\n1|"a\nb"|2024-01-01|01|NA\n2|"say ""x"""|2024-01-02|02|\n';
    writeFileSync(join(folder, "s.csv"), csv);
    const project: InMemoryProject = {
      seeds: {
        s: { csv, settings: { delimiter: "|", null_values: ["NA"], column_types: { code: "VARCHAR" } } },
      },
    };
    const { select } = compiled(project, "seed.s");
    expect(select).toBe(
      "select * from read_csv('models/s.csv', header = true, delim = '|', quote = '\"', escape = '\"', skip = 0, comment = '', sample_size = -1, nullstr = ['', 'NA'], types = {'code': 'VARCHAR'})",
    );
    const rows = await engine.rows(select.replace("models/", ""));
    expect(rows.map((row) => Object.values(row))).toEqual([
      [1, "a\nb", "2024-01-01", "01", null],
      [2, 'say "x"', "2024-01-02", "02", null],
    ]);
    expect(Object.keys(rows[0] ?? {})).toEqual(["id", "name", "at", "code", "note"]);
  });

  it.each([
    ["name\nx\n# y\n", [["x"], ["# y"]]],
    ["id;t\n1;a,b\n", [[1, "a,b"]]],
    ["id\tt\r\n1\t'tis\r\n", [[1, "'tis"]]],
    ['"a;b",c\n1,2\n', [[1, 2]]],
    ["id,t\n", []],
    ["id,t\n,\n", [[null, null]]],
  ])("reads the seed %j as it stands", async (csv, rows) => {
    writeFileSync(join(folder, "s.csv"), csv);
    const { select } = compiled({ seeds: { s: { csv } } }, "seed.s");
    expect((await engine.rows(select.replace("models/", ""))).map((row) => Object.values(row))).toEqual(rows);
  });

  it.each(["name\nx\ny, z\n", "id,n\n1,a\n2\n", "id,n\n1,a\n2,b,c\n"])(
    "refuses the seed %j, whose lines differ in length",
    async (csv) => {
      writeFileSync(join(folder, "s.csv"), csv);
      const { select } = compiled({ seeds: { s: { csv } } }, "seed.s");
      await expect(engine.rows(select.replace("models/", ""))).rejects.toThrow(/CSV|sniffing/);
    },
  );

  it("fingerprints a seed by its text", () => {
    const of = (csv: string) => compiled({ seeds: { s: { csv } } }, "seed.s").inputs;
    expect(of("a\n1\n")).toEqual(of("a\n1\n"));
    expect(of("a\n1\n")).not.toEqual(of("a\n2\n"));
  });
});

describe("macros", () => {
  it("renders partials with arguments, defaults and other partials", () => {
    const { select, inputs } = compiled(
      {
        models: { a: "select 1", b: 'select * from ({{> sessions events=(ref "a")}})' },
        macros: {
          sessions: '{{params events timeout="30 minutes"}}select {{> gap timeout=timeout}} from {{events}}',
          gap: "interval '{{timeout}}'",
        },
      },
      "model.b",
    );
    expect(select).toBe("select * from (select interval '30 minutes' from main.a)");
    expect(Object.keys(inputs)).toEqual(["gap", "sessions"]);
  });

  it("renders what needs Handlebars' own runtime, in a template and in a macro reached from it", () => {
    const macros = {
      outer: '{{params list}}{{> inner list=list}} {{> (concat "in" "ner") list=list}}',
      inner: "{{params list}}{{#each list as |name index|}}{{index}}:{{ident name}} {{var 'n'}} {{/each}}",
    };
    const of = (sql: string) =>
      compiled({ models: { x: sql }, macros, vars: { n: 7 }, dynamic: true }, "model.x");
    expect(of('select {{> outer list=(list "a" "select")}}').select).toBe(
      'select 0:a 7 1:"select" 7  0:a 7 1:"select" 7 ',
    );
    expect(of("select {{#each (list 1 2) as |n|}}{{n}},{{/each}}{{this}}").select).toBe("select 1,2,main.x");
    expect(Object.keys(of("select {{> outer list=(list)}}1").inputs)).toEqual(["inner", "outer"]);
  });

  it("says where a problem is in a template that needs the runtime", () => {
    const macros = { inner: "{{#each (list 1) as |n|}}\n {{var 'gone'}}{{/each}}" };
    const problems = (sql: string) => problemsOf({ models: { x: sql }, macros });
    expect(problems("select {{> inner}}")).toEqual([
      'macros/inner.hbs:2:2 Q0453 the variable "gone" is not set',
    ]);
    expect(problems("select {{#each (list 1) as |n|}}\n  {{zzz n}}{{/each}}")).toContain(
      'models/x.sql:2:3 Q0451 unknown macro or helper "zzz"',
    );
  });

  it("calls functions, with named arguments last", () => {
    const { select, inputs } = compiled(
      {
        models: { a: 'select {{key "x" (concat "y" "z") salt=1}}' },
        macros: { key: ((...args: unknown[]) => JSON.stringify(args)) as never },
      },
      "model.a",
    );
    expect(select).toBe('select ["x","yz",{"salt":1}]');
    expect(Object.keys(inputs)).toEqual(["key"]);
  });

  it("says what is wrong with a call, and where", () => {
    const macros = {
      m: "{{params a b=1}}{{a}}{{zzz}}",
      deep: "{{> m a=1}}",
      loop: "{{> loop}}",
      boom: (() => {
        throw new Error("no luck");
      }) as never,
    };
    const problems = (sql: string) =>
      problemsOf({ models: { x: sql }, macros }).filter((text) => !/Q0110|Q0311/.test(text));
    expect(problems("select 1{{> m aa=1}}")).toEqual([
      'models/x.sql:1:9 Q0455 macro "m" has no parameter "aa" — did you mean "a"?',
      'models/x.sql:1:9 Q0456 macro "m" needs "a"',
    ]);
    expect(problems("select 1\n  {{> deep}}")).toEqual([
      'macros/m.hbs:1:22 Q0452 "zzz" is not known in this template',
    ]);
    expect(problems("select 1{{boom 2}}")).toEqual(['models/x.sql:1:9 Q0457 macro "boom" failed']);
    expect(problems("select 1{{> loop}}")[0]).toContain('Q0461 macro "loop" calls itself without end');
    expect(problems('select 1{{> (concat "n" "o")}}')).toEqual(['models/x.sql:1:9 Q0460 unknown macro "no"']);
  });

  it("names the callers of a macro in the hint", () => {
    const { problems } = compileInMemory({
      models: { x: "select 1\n{{> deep}}" },
      macros: { deep: "{{> m}}", m: "{{var 'gone'}}" },
    });
    expect(problems.map(({ hint }) => hint)).toEqual([
      expect.stringContaining("Called from macros/deep.hbs:1:1, called from models/x.sql:2:1."),
    ]);
  });
});

describe("problems of templates", () => {
  it.each([
    [
      "select {{var 'chrn_days'}}",
      'models/x.sql:1:8 Q0453 the variable "chrn_days" is not set — did you mean "churn_days"?',
    ],
    ["select\n {{env 'NO'}}", 'models/x.sql:2:2 Q0454 the environment variable "NO" is not set'],
    ["select {{surogate 1}}", 'models/x.sql:1:8 Q0451 unknown macro or helper "surogate"'],
    ["select 1; select 2", 'models/x.sql:1:1 Q0462 "x" holds more than one statement'],
    ["-- nothing\n", 'models/x.sql:1:1 Q0463 "x" renders to no statement'],
    ["select {{ref}}", "models/x.sql:1:8 Q0458 {{ref}} takes the name of a model"],
    ["select {{ref (concat 'n' 'o')}}", 'models/x.sql:1:8 Q0101 unknown model "no"'],
    [
      "select {{ref (concat 'oth' 'er')}}",
      'models/x.sql:1:8 Q0459 ref "other" was not known before rendering',
    ],
  ])("%j", (sql, message) => {
    const found = problemsOf({ models: { x: sql, other: "select 1" }, vars: { churn_days: 60 } });
    expect(found.filter((text) => !text.includes("Q0110"))).toEqual([message]);
  });
});

it("reads a computed ref, and refuses one that shows only later", () => {
  const project = (sql: string): InMemoryProject => ({
    dynamic: true,
    models: { x: sql, other: "select 1" },
  });
  expect(compiled(project("select * from {{ref (concat 'oth' 'er')}}"), "model.x").select).toBe(
    "select * from main.other",
  );
  expect(problemsOf(project("{{#if execute}}select * from {{ref (concat 'oth' 'er')}}{{/if}}"))).toEqual([
    'models/x.sql:1:30 Q0459 ref "other" was not known before rendering',
  ]);
});

it("says the same thing once, however often a template is rendered", () => {
  const settings = { materialized: "incremental" as const };
  const sql = "select {{ref (concat 'n' 'o')}}, {{var 'v'}}{{#if incremental}} where true{{/if}}";
  expect(problemsOf({ models: { x: { sql, settings } } }).filter((text) => !text.includes("Q0110"))).toEqual([
    'models/x.sql:1:8 Q0101 unknown model "no"',
    'models/x.sql:1:34 Q0453 the variable "v" is not set',
  ]);
});

describe("compileInline(text, graph, options)", () => {
  const project: InMemoryProject = {
    models: { eph: { sql: "select 1 as x", settings: { materialized: "ephemeral" } }, a: "select 2" },
  };
  const inline = (text: string) => {
    const resolved = resolveInMemory(project);
    return compileInline(text, resolved.graph, optionsFor(project, resolved));
  };

  it("reads any node", () => {
    expect(inline('select * from {{ref "eph"}}, {{ref "a"}}')).toEqual({
      value: "with __quern__cte__eph as (\nselect 1 as x\n)\nselect * from __quern__cte__eph, main.a",
      diagnostics: [],
    });
  });

  it("says what is wrong", () => {
    expect(inline('select {{ref "b"').diagnostics[0]).toMatchObject({
      code: "Q0450",
      span: { file: "(inline)", line: 1 },
    });
    expect(inline('select * from {{ref "ab"}}').diagnostics[0]).toMatchObject({ code: "Q0101" });
    expect(inline("").diagnostics[0]).toMatchObject({ code: "Q0463" });
  });
});

describe("renderDependencies(template, options)", () => {
  it("gives computed names, of both states of an incremental model and of macros", () => {
    const sql =
      '{{#each (list "a" "b")}}select * from {{ref (concat "stg_" this)}}\n{{/each}}{{#if incremental}}{{source "s" (lower "T")}}{{/if}}{{> m}}';
    const project: InMemoryProject = { models: { x: sql }, macros: { m: '{{ref (concat "c" "d") v=2}}' } };
    const resolved = resolveInMemory({ ...project, models: {} });
    const options = optionsFor(project, {
      files: { ...resolved.files, "models/x.sql": sql },
      macros: resolved.macros,
    });
    const { value, diagnostics } = renderDependencies(parseTemplateFacts("models/x.sql", sql).value, options);
    expect(diagnostics).toEqual([]);
    expect(
      value.map(({ call, arguments: names, version, span }) => [call, ...names, version, span.line]),
    ).toEqual([
      ["ref", "stg_a", undefined, 1],
      ["ref", "stg_b", undefined, 1],
      ["ref", "cd", "2", 1],
      ["source", "s", "t", undefined, 2],
    ]);
  });
});
