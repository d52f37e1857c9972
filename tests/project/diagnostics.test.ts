import { describe, expect, it } from "vitest";
import { type ProjectFiles, readFiles, renderProblem } from "./support/make-project.ts";

/** A case: the files, and each problem as `file:line:column CODE message`; the hint is compared where the text goes on with ` | `. */
interface Case {
  readonly name: string;
  readonly files: ProjectFiles;
  readonly problems: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const sql = "select 1 as id\n";
const models = (yaml: string): ProjectFiles => ({ "models/a.sql": sql, "models/a.yml": yaml });

const shapes: readonly Case[] = [
  {
    name: "an unknown key with a suggestion",
    files: models("models:\n  - name: a\n    descripton: x\n"),
    problems: ['models/a.yml:3:5 Q0002 unknown key "descripton" in model "a" — did you mean "description"?'],
  },
  {
    name: "an unknown key of a column",
    files: models("models:\n  - name: a\n    columns:\n      - {name: id, typ: INT}\n"),
    problems: ['models/a.yml:4:20 Q0002 unknown key "typ" in column "id" — did you mean "type"?'],
  },
  {
    name: "an unknown section",
    files: models("model:\n  - name: a\n"),
    problems: ['models/a.yml:1:1 Q0002 unknown key "model" in models/a.yml — did you mean "models"?'],
  },
  {
    name: "a wrong type",
    files: models("models:\n  - name: a\n    enabled: sure\n    lookback: 1.5\n    tags: {a: b}\n"),
    problems: [
      'models/a.yml:3:14 Q0003 "enabled" is "sure", but should be true or false',
      'models/a.yml:4:15 Q0003 "lookback" is 1.5, but should be a whole number',
      'models/a.yml:5:11 Q0003 "tags" is a map, but should be a text or a list',
    ],
  },
  {
    name: "a list where a map is wanted, and the other way round",
    files: models("models:\n  a:\n    description: x\nsources: [x]\n"),
    problems: [
      'models/a.yml:2:3 Q0003 "models" is a map, but should be a list',
      'models/a.yml:4:11 Q0003 "sources" is "x", but should be a map',
    ],
  },
  {
    name: "a missing name",
    files: models("models:\n  - description: x\n"),
    problems: ['models/a.yml:2:5 Q0004 "name" is missing in an entry of models'],
  },
  {
    name: "a value that is not among those known",
    files: models("models:\n  - name: a\n    materialized: tabel\n"),
    problems: [
      'models/a.yml:3:19 Q0005 "materialized" cannot be "tabel" — did you mean "table"? | one of view, table, ephemeral, incremental, snapshot, external, seed',
    ],
  },
  {
    name: "bad durations",
    files: {
      "models/s.yml":
        "sources:\n  - name: s\n    tables:\n      - name: t\n        path: t.csv\n        freshness: {warn_after: 12 parsecs, error_after: {count: 1, period: eon}}\n",
    },
    problems: [
      'models/s.yml:6:33 Q0006 "warn_after" is "12 parsecs", which is not a duration | write it as 30m, 12h, 7d, 2w, "12 hours", or {count: 12, period: hour}',
      'models/s.yml:6:77 Q0005 "period" cannot be "eon"',
    ],
  },
  {
    name: "duplicate names of models, columns, sources, exposures, groups and selectors",
    files: {
      ...models("models:\n  - name: a\n    columns: [{name: x}, {name: x}]\n"),
      "models/b.yml":
        "models:\n  - name: a\nsources:\n  - {name: s, tables: [{name: t, path: a.csv}, {name: t, path: b.csv}]}\n  - {name: s, tables: [{name: t, path: c.csv}]}\n" +
        "groups: [{name: g}, {name: g}]\nselectors: [{name: q, definition: a}, {name: q, definition: a}]\n" +
        "exposures: [{name: e, type: ml}, {name: e, type: ml}]\n",
    },
    problems: [
      'models/a.yml:3:33 Q0007 column "x" is already declared in models/a.yml:3',
      'models/b.yml:2:11 Q0007 model "a" is already declared in models/a.yml:2',
      'models/b.yml:4:55 Q0007 table "s.t" is already declared in models/b.yml:4',
      'models/b.yml:5:31 Q0007 table "s.t" is already declared in models/b.yml:4',
      'models/b.yml:6:28 Q0007 group "g" is already declared in models/b.yml:6',
      'models/b.yml:7:46 Q0007 selector "q" is already declared in models/b.yml:7',
      'models/b.yml:8:41 Q0007 exposure "e" is already declared in models/b.yml:8',
    ],
  },
  {
    name: "data tests that are none",
    files: models(
      "models:\n  - name: a\n    tests:\n      - 12\n      - accepted_values: [a, b]\n      - accepted_values:\n        values: [a]\n      - unique: {severity: fatal, config: {limt: 1}}\n      - {test: [x]}\n",
    ),
    problems: [
      'models/a.yml:4:9 Q0003 "tests" is 12, but should be a text or a map',
      "models/a.yml:4:9 Q0037 12 is not a data test",
      "models/a.yml:5:26 Q0037 accepted_values with a lone value is not a data test",
      "models/a.yml:6:9 Q0038 a data test has one name, but here are 2: accepted_values, values | arguments belong below the name: {accepted_values: {...}}; is the indentation right?",
      'models/a.yml:8:28 Q0005 "severity" cannot be "fatal"',
      'models/a.yml:8:44 Q0002 unknown key "limt" in `config` of a data test — did you mean "limit"?',
      'models/a.yml:9:16 Q0003 "test" is something else, but should be a text',
    ],
  },
  {
    name: "an exposure that depends on what is no ref",
    files: {
      "models/e.yml":
        "exposures:\n  - name: e\n    type: dashboard\n    depends_on:\n      - orders\n      - ref('x')\n",
    },
    problems: [
      'models/e.yml:5:9 Q0035 "orders" is not a dependency | write it as ref "model" or source "source" "table"',
    ],
  },
];

const syntax: readonly Case[] = [
  {
    name: "a duplicate key",
    files: models("models:\n  - name: a\n    tags: [x]\n    tags: [y]\n"),
    problems: ['models/a.yml:4:5 Q0013 the key "tags" already stands on line 3'],
  },
  {
    name: "a tab",
    files: models("models:\n\t- name: a\n"),
    problems: ["models/a.yml:2:1 Q0012 the line is indented by a tab | YAML is indented by blanks only"],
  },
  {
    name: "a merge key",
    files: models(
      "models:\n  - &a\n    name: a\n    description: x\n    columns:\n      - {name: y, <<: *a}\n",
    ),
    problems: ["models/a.yml:6:19 Q0015 merge keys (<<) are not supported"],
  },
  {
    name: "a second document",
    files: models("models:\n  - name: a\n---\nmodels: []\n"),
    problems: ["models/a.yml:3:1 Q0014 the file holds a second YAML document"],
  },
  {
    name: "a bracket that is not closed",
    files: models("models:\n  - name: a\n    tags: [x, y\n    description: z\n"),
    problems: [
      "models/a.yml:4:5 Q0011 the YAML cannot be read: a [ further up is not closed before this line",
    ],
  },
  {
    name: "a quote that is not closed",
    files: models('models:\n  - name: a\n    description: "x\n'),
    problems: ["models/a.yml:3:18 Q0011 the YAML cannot be read: a quote is not closed"],
  },
  {
    name: "wrong indentation",
    files: models("models:\n  - name: a\n      description: z\n"),
    problems: [
      "models/a.yml:2:11 Q0011 the YAML cannot be read: a key cannot have a text and nested keys at once",
    ],
  },
  {
    name: "a template tag without quotes",
    files: models('models:\n  - name: a\n    description: {{doc "x"}}\n'),
    problems: ["models/a.yml:3:19 Q0018 a key has to be a plain text"],
  },
  {
    name: "an alias without anchor",
    files: models("models:\n  - name: a\n    tags: *x\n"),
    problems: ["models/a.yml:3:11 Q0019 the alias *x names no anchor above it"],
  },
  {
    name: "an unknown tag",
    files: models("models:\n  - name: a\n    description: !secret x\n"),
    problems: ["models/a.yml:3:26 Q0016 the tag !secret is not known"],
  },
  {
    name: "a billion laughs",
    files: models(
      `models:\n  - name: a\n    meta:\n      a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n${[..."bcdefg"]
        .map(
          (letter, i) => `      ${letter}: &${letter} [${Array(10).fill(`*${"abcdefg"[i]}`).join(", ")}]\n`,
        )
        .join("")}`,
    ),
    problems: ["models/a.yml:8:42 Q0017 the aliases of this file stand for more than 100,000 values"],
  },
];

const files: readonly Case[] = [
  {
    name: "YAML that describes no file",
    files: {
      "models/orders.sql": sql,
      "models/c.csv": "a\n1\n",
      "models/a.yml": "models: [{name: order}]\nseeds: [{name: cc}]\nsnapshots: [{name: snap}]\n",
    },
    problems: [
      'models/a.yml:1:17 Q0023 model "order" has no file — did you mean "orders"? | its SQL is in models/**/order.sql',
      'models/a.yml:2:16 Q0023 seed "cc" has no file — did you mean "c"? | its rows are in models/**/cc.csv',
      'models/a.yml:3:20 Q0023 snapshot "snap" has no file',
    ],
  },
  {
    name: "two files of one name",
    files: { "models/x/a.sql": sql, "models/y/a.sql": sql, "seeds/a.csv": "a\n1\n" },
    problems: [
      'models/x/a.sql:1:1 Q0024 model "a" is already defined by seeds/a.csv',
      'models/y/a.sql:1:1 Q0024 model "a" is already defined by seeds/a.csv',
    ],
  },
  {
    name: "a model described as a seed",
    files: { "models/a.sql": sql, "models/a.yml": "seeds: [{name: a}]\n" },
    problems: ['models/a.yml:1:16 Q0025 "a" is described as a seed, but models/a.sql is something else'],
  },
  {
    name: "a file name that is no name",
    files: { "models/my model.sql": sql },
    problems: ['models/my model.sql:1:1 Q0026 "my model" cannot be the name of a model'],
  },
  {
    name: "versions without files, twice, and a latest one that is none",
    files: {
      "models/a_v1.sql": sql,
      "models/a.yml":
        "models:\n  - name: a\n    latest_version: 4\n    versions: [{v: 1}, {v: 2}, {v: 1}, {v: 3, defined_in: a_three}]\n",
    },
    problems: [
      'models/a.yml:3:21 Q0028 latest_version 4 of model "a" is not among its versions | versions: 1, 2, 3',
      'models/a.yml:4:28 Q0027 version 2 of model "a" has no file a_v2.sql — did you mean "a_v1"?',
      'models/a.yml:4:36 Q0007 version "a v1" is already declared in models/a.yml:4',
      'models/a.yml:4:59 Q0027 version 3 of model "a" has no file a_three.sql',
    ],
  },
  {
    name: "bytes that are no UTF-8",
    files: { "models/a.sql": new Uint8Array([0x73, 0x0a, 0x73, 0xff, 0x20]) },
    problems: ["models/a.sql:2:2 Q0022 models/a.sql is not valid UTF-8"],
  },
  {
    name: "a huge YAML file",
    files: { "models/a.yml": `models:\n${"# filler\n".repeat(1_400_000)}` },
    problems: ["models/a.yml:1:1 Q0021 models/a.yml has 12 MB, more than the 10 MB that are read"],
  },
  {
    name: "a package that is not installed",
    files: { "project.yml": "name: demo\npackages: [quern-custmer]\n", "node_modules/quern-customer/x": "" },
    problems: [
      'project.yml:2:12 Q0029 package "quern-custmer" is not installed — did you mean "quern-customer"? | run `npm install quern-custmer`',
    ],
  },
  {
    name: "lines of .env that are none",
    files: { ".env": "A=1\n\nwhat is this\n" },
    problems: [".env:3:1 Q0036 this line of .env is not read"],
  },
];

const projectFiles: readonly Case[] = [
  {
    name: "an empty project.yml",
    files: { "project.yml": "" },
    problems: ["project.yml:1:1 Q0009 project.yml is empty"],
  },
  {
    name: "a project without a name",
    files: { "project.yml": "target: dev\n" },
    problems: ['project.yml:1:1 Q0004 "name" is missing in project.yml'],
  },
  {
    name: "unknown keys, targets and types",
    files: {
      "project.yml":
        "name: demo\nvar: {a: 1}\ntarget: prd\ntargets:\n  prod: {type: duckdb, path: x.duckdb}\n  other: {type: duckbd}\n  third: {path: x}\n",
    },
    problems: [
      'project.yml:2:1 Q0002 unknown key "var" in project.yml — did you mean "vars"?',
      'project.yml:3:9 Q0034 "target" names the unknown target "prd" — did you mean "prod"? | targets: prod, other, third',
      'project.yml:6:17 Q0005 "type" cannot be "duckbd" — did you mean "duckdb"? | one of duckdb, postgres',
      'project.yml:7:3 Q0004 "type" is missing in `third` of `targets`',
    ],
  },
  {
    name: "settings of folders",
    files: {
      "project.yml":
        "name: demo\nmodels:\n  staging:\n    materialised: view\n    +enabled: 1\n  marst: {materialized: table}\n  marts: {+shema: x}\n",
      "models/staging/a.sql": sql,
      "models/marts/b.sql": sql,
    },
    problems: [
      'project.yml:4:5 Q0002 unknown key "materialised" in the settings of folder "staging" — did you mean "materialized"?',
      'project.yml:5:15 Q0003 "enabled" is 1, but should be true or false',
      'project.yml:6:11 Q0030 the settings of "marst" apply to nothing — did you mean "marts"?',
      'project.yml:7:11 Q0002 unknown key "+shema" in the settings of folder "marts" — did you mean "schema"?',
    ],
  },
  {
    name: "variables that are not set",
    files: {
      "project.yml": [
        "name: demo",
        "vars: {a: '{{env \"NOWHERE\"}}'}",
        "target: dev",
        "targets:",
        "  dev: {type: duckdb, path: '{{env \"DATABSE\"}}', schema: '{{var \"scheme\"}}'}",
        "  prod: {type: postgres, url: '{{env \"DATABASE_URL\"}}'}",
        "stages: ['{{shout \"x\"}}']",
        "",
      ].join("\n"),
    },
    environment: { DATABASE: "x" },
    problems: [
      'project.yml:2:12 Q0031 the environment variable "NOWHERE" is not set',
      'project.yml:5:30 Q0031 the environment variable "DATABSE" is not set — did you mean "DATABASE"?',
      'project.yml:5:59 Q0032 the variable "scheme" is not set',
      'project.yml:7:11 Q0033 {{shout "x"}} is not known in YAML',
    ],
  },
];

const templates: readonly Case[] = [
  {
    name: "wrong counts and names of arguments",
    files: { "models/a.sql": 'select * from {{ref}}\njoin {{source "a"}}\njoin {{ref "b" vv=2}}\n' },
    problems: [
      'models/a.sql:1:17 Q0203 {{ref}} takes 1 to 2 arguments, but none is given | write {{ref "model"}} or {{ref "package" "model"}}',
      "models/a.sql:2:8 Q0203 {{source}} takes 2 arguments, but 1 is given",
      'models/a.sql:3:16 Q0204 {{ref}} knows no argument "vv=" — did you mean "v"?',
    ],
  },
  {
    name: "settings",
    files: {
      "models/a.sql": '{{config materialized="tabel" uniqe_key="id" lookback="x"}}\nselect 1\n',
      "models/b.sql":
        '{{config alias=(var "x")}}\n{{#if incremental}}{{config materialized="view"}}{{/if}}select 1\n',
    },
    problems: [
      'models/a.sql:1:10 Q0005 "materialized" cannot be "tabel" — did you mean "table"?',
      'models/a.sql:1:31 Q0002 unknown key "uniqe_key" in {{config}} — did you mean "unique_key"?',
      'models/a.sql:1:46 Q0003 "lookback" is "x", but should be a number',
      'models/b.sql:1:16 Q0205 "alias" is not a literal value',
      "models/b.sql:2:20 Q0206 {{config}} stands inside a block or an expression",
    ],
  },
  {
    name: "macros that are not there, or of the other kind",
    files: {
      "macros/sessionize.hbs": "{{params events}}select * from {{events}} {{evens}}\n",
      "macros/keys.ts": "export function key(a: string): string { return a; }\n",
      "models/a.sql": "{{> sesionize}} {{kye 1}} {{sessionize 1}} {{> key}} {{targt}}\n",
    },
    problems: [
      'macros/sessionize.hbs:1:45 Q0211 "evens" is not known in this template',
      'models/a.sql:1:5 Q0207 unknown macro "sesionize" — did you mean "sessionize"? | {{> sesionize}} renders macros/sesionize.hbs',
      'models/a.sql:1:19 Q0202 unknown helper or macro "kye" — did you mean "key"?',
      'models/a.sql:1:29 Q0212 "sessionize" is a partial, but is called as a function | write {{> sessionize name=value}}',
      'models/a.sql:1:48 Q0212 "key" is a function, but is called as a partial | write {{key ...}}',
      'models/a.sql:1:56 Q0211 "targt" is not known in this template — did you mean "target"?',
    ],
  },
  {
    name: "what Handlebars has but SQL templates do not",
    files: {
      "models/a.sql": "{{#> x}}a{{/x}}\n",
      "models/b.sql": '{{* x}}\n{{#ref "a"}}{{/ref}}{{each 1}}{{params a}}\n',
      "macros/x.hbs": "x {{params a}}\n",
    },
    problems: [
      "macros/x.hbs:1:3 Q0208 {{params}} does not declare a macro's parameters here",
      "models/a.sql:1:1 Q0209 partial blocks ({{#> x}}) are not supported in SQL templates",
      "models/b.sql:1:1 Q0209 decorators ({{* x}}) are not supported in SQL templates",
      "models/b.sql:2:4 Q0210 {{#ref}} is not a block | write {{ref ...}}",
      "models/b.sql:2:23 Q0210 {{each}} is a block | write {{#each ...}} ... {{/each}}",
      "models/b.sql:2:31 Q0208 {{params}} does not declare a macro's parameters here",
    ],
  },
  {
    name: "macros with a name that is taken",
    files: {
      "macros/if.hbs": "x",
      "macros/a/x.hbs": "x",
      "macros/x.hbs": "x",
      "macros/f.ts": "export const ref = () => 1;\n",
      "macros/g.ts": "const a = 1;\nconsole.log(a);\n",
      "macros/h.ts": "export function broken( {\n",
    },
    problems: [
      'macros/f.ts:1:14 Q0214 macro "ref" has the name of a built-in helper',
      "macros/g.ts:1:1 Q0216 macros/g.ts exports no function",
      "macros/h.ts:2:1 Q0215 macros/h.ts cannot be read as TypeScript",
      'macros/if.hbs:1:1 Q0214 macro "if" has the name of a built-in helper',
      'macros/x.hbs:1:1 Q0213 macro "x" is already defined in macros/a/x.hbs',
    ],
  },
  {
    name: "docs blocks",
    files: {
      "models/d.md":
        '{{#docs "a"}}A{{/docs}}\n{% docs b %}B{% enddocs %}\n{{#docs "a"}}again{{/docs}}{{/docs}}\n{{#docs}}x{{/docs}}{{#docs "c"}}\n',
      "models/a.sql": sql,
      "models/a.yml": 'models:\n  - {name: a, description: \'{{doc "aa"}} {{doc "b"}}\'}\n',
    },
    problems: [
      'models/a.yml:2:29 Q0217 unknown docs block "aa" — did you mean "a"?',
      'models/d.md:3:1 Q0219 docs block "a" is already defined in models/d.md',
      "models/d.md:3:28 Q0218 docs block: it ends without having started",
      "models/d.md:4:1 Q0218 docs block: it has no name",
      'models/d.md:4:20 Q0218 docs block: "c" does not end',
    ],
  },
];

function run(cases: readonly Case[]): void {
  it.each(cases)("$name", async ({ files, problems, environment }) => {
    const { diagnostics } = await readFiles(files, { environment: environment ?? {} });
    const compared = diagnostics.map((problem, i) => renderProblem(problem, problems[i]?.includes(" | ")));
    expect(compared).toEqual(problems);
  });
}

describe("shapes of YAML", () => run(shapes));
describe("syntax of YAML", () => run(syntax));
describe("files", () => run(files));
describe("project.yml", () => run(projectFiles));
describe("templates and macros", () => run(templates));
