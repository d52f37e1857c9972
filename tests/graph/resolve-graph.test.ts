import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asNodeId } from "../../src/graph/node-ids.ts";
import { type ResolveOptions, resolveGraph } from "../../src/graph/resolve-graph.ts";
import type { ModelNode, NodeId, TestNode } from "../../src/graph/types.ts";
import type {
  Definition,
  Json,
  MacroDefinition,
  NodeSettings,
  ProjectConfig,
} from "../../src/project/definitions.ts";
import {
  makeCall,
  makeColumn,
  makeExposure,
  makeGroup,
  makeMacro,
  makeModel,
  makeProject,
  makeSeed,
  makeSelector,
  makeSingularTest,
  makeSource,
  makeTest,
} from "./make-project.ts";

interface Setting extends ResolveOptions {
  readonly config?: Partial<ProjectConfig>;
  readonly macros?: readonly MacroDefinition[];
}

function resolve(definitions: readonly Definition[], { config, macros, ...options }: Setting = {}) {
  const { value: graph, diagnostics } = resolveGraph(makeProject(definitions, { config, macros }), options);
  return {
    graph,
    ids: Object.keys(graph.nodes),
    problems: diagnostics.map((d) => `${d.code} ${d.span?.file}:${d.span?.line} ${d.message}`),
    codes: diagnostics.map((d) => d.code),
    parents: (id: string) => graph.nodes[asNodeId(id)]?.dependsOn,
    model: (id: string) => graph.nodes[asNodeId(id)] as ModelNode,
    test: (name: string) => graph.nodes[asNodeId(`test.${name}`)] as TestNode,
  };
}

describe("resolveGraph(project): nodes", () => {
  it("makes a node of each definition, with ids by kind", () => {
    const { ids, codes } = resolve([
      makeSource("shop.orders"),
      makeModel("stg_orders", { reads: ["source:shop.orders"] }),
      makeModel("history", { reads: ["stg_orders"], settings: { materialized: "snapshot" } }),
      makeSeed("countries"),
      makeModel("dim", { version: "1", latestVersion: "2", file: "models/dim_v1.sql" }),
      makeModel("dim", { version: "2", latestVersion: "2", file: "models/dim_v2.sql" }),
      makeExposure("board", ["dim", "source:shop.orders"]),
      makeSingularTest("no_orphans", { reads: ["stg_orders"] }),
      makeModel("theirs", { package: "other" }),
    ]);
    expect(codes).toEqual([]);
    expect(ids).toEqual([
      "source.shop.orders",
      "model.stg_orders",
      "snapshot.history",
      "seed.countries",
      "model.dim.v1",
      "model.dim.v2",
      "exposure.board",
      "test.no_orphans",
      "model.other.theirs",
    ]);
  });

  it("gives fqn, stage and defaults", () => {
    const { model } = resolve([makeModel("a", { file: "models/staging/shop/a.sql" })], {
      config: { stages: ["staging", "marts"] },
    });
    expect(model("model.a")).toMatchObject({
      fqn: ["test", "staging", "shop", "a"],
      stage: "staging",
      access: "protected",
      settings: { materialized: "view" },
    });
  });

  it("merges settings: the nearest wins, tags add up, meta merges", () => {
    const { model } = resolve([
      makeModel("a", {
        layers: [
          { materialized: "table", tags: ["x"], meta: { a: 1, b: 1 }, schema: "far" },
          { tags: ["y", "x"], meta: { b: 2 } },
        ],
        settings: { materialized: "incremental", tags: ["z"] },
      }),
    ]);
    expect(model("model.a")).toMatchObject({
      tags: ["x", "y", "z"],
      meta: { a: 1, b: 2 },
      settings: { materialized: "incremental", schema: "far" },
    });
  });

  it("reports two definitions of one name with the place of the other", () => {
    const { problems, ids } = resolve([makeModel("a"), makeSeed("a")]);
    expect(problems).toEqual([
      'Q0301 models/a.csv:1 seed "a" has the name of the model declared at models/a.sql:1:1',
    ]);
    expect(ids).toEqual(["model.a"]);
  });

  it("reports a name with dots that means the version of another model", () => {
    const dim = makeModel("dim", { version: "2", latestVersion: "2", file: "models/dim_v2.sql" });
    expect(resolve([makeModel("dim.v2"), dim]).problems).toContain(
      'Q0301 models/dim_v2.sql:1 model "dim" has the name of the model declared at models/dim.v2.sql:1:1',
    );
    expect(resolve([makeModel("exposure.board"), makeExposure("board", [])]).codes).toEqual([]);
  });

  it("takes the enabled one of two variants without complaint", () => {
    const { codes, model } = resolve([
      makeModel("a", { file: "models/old/a.sql", settings: { enabled: false } }),
      makeModel("a", { file: "models/new/a.sql" }),
    ]);
    expect(codes).toEqual([]);
    expect(model("model.a").file).toBe("models/new/a.sql");
  });

  it("allows one name in two packages", () => {
    const { codes, ids } = resolve([
      makeModel("a"),
      makeModel("a", { package: "other", settings: { schema: "o" } }),
    ]);
    expect(codes).toEqual([]);
    expect(ids).toEqual(["model.a", "model.other.a"]);
  });
});

describe("resolveGraph(project): what a node reads", () => {
  const versions = [
    makeModel("dim", { version: "1", latestVersion: "2", file: "models/dim_v1.sql" }),
    makeModel("dim", { version: "2", latestVersion: "2", file: "models/dim_v2.sql" }),
    makeModel("dim", { version: "3", latestVersion: "2", file: "models/dim_v3.sql" }),
  ];
  const theirs = makeModel("a", { package: "other", settings: { access: "public", schema: "other" } });

  it.each<[string, Definition[], string, NodeId[]]>([
    ["a ref", [makeModel("a")], "a", ["model.a" as NodeId]],
    ["a seed", [makeSeed("a")], "a", ["seed.a" as NodeId]],
    ["a source", [makeSource("s.a")], "source:s.a", ["source.s.a" as NodeId]],
    ["the latest version", versions, "dim", ["model.dim.v2" as NodeId]],
    ["a pinned version", versions, "dim@1", ["model.dim.v1" as NodeId]],
    ["a pinned version with its v", versions, "dim@v3", ["model.dim.v3" as NodeId]],
    ["its own package first", [theirs, makeModel("a")], "a", ["model.a" as NodeId]],
    ["a named package", [theirs, makeModel("a")], "other.a", ["model.other.a" as NodeId]],
  ])("resolves %s", (_what, definitions, call, expected) => {
    const { parents, codes } = resolve([...definitions, makeModel("reader", { reads: [call] })]);
    expect(codes).toEqual([]);
    expect(parents("model.reader")).toEqual(expected);
  });

  it("counts each parent once, in order of appearance", () => {
    const { parents } = resolve([
      makeModel("a"),
      makeModel("b"),
      makeModel("reader", { reads: ["b", "a", "b"] }),
    ]);
    expect(parents("model.reader")).toEqual(["model.b", "model.a"]);
  });

  it.each<[string, Definition[], string, string]>([
    [
      "model",
      [makeModel("customers")],
      "custmers",
      'Q0101 models/r.sql:2 unknown model "custmers" — did you mean "customers"?',
    ],
    [
      "source",
      [makeSource("shop.orders")],
      "source:shop.order",
      'Q0102 models/r.sql:2 unknown source "shop.order" — did you mean "shop.orders"?',
    ],
    ["version", versions, "dim@7", 'Q0104 models/r.sql:2 model "dim" has no version 7'],
    [
      "version of a model without any",
      [makeModel("a")],
      "a@1",
      'Q0104 models/r.sql:2 model "a" has no versions, but version 1 is asked for',
    ],
    [
      "package",
      [makeModel("a")],
      "tset.a",
      'Q0105 models/r.sql:2 unknown package "tset" in the ref to "a" — did you mean "test"?',
    ],
    [
      "disabled model",
      [makeModel("a", { settings: { enabled: false } })],
      "a",
      'Q0103 models/r.sql:2 "r" reads model "a", which is disabled',
    ],
    [
      "disabled source",
      [makeSource("s.a", { enabled: false })],
      "source:s.a",
      'Q0103 models/r.sql:2 "r" reads source "s.a", which is disabled',
    ],
  ])("reports an unknown or unusable %s where it is written", (_what, definitions, call, expected) => {
    const { problems, parents } = resolve([...definitions, makeModel("r", { reads: [call] })]);
    expect(problems).toEqual([expected]);
    expect(parents("model.r")).toEqual([]);
  });

  it("points from an unknown model to a source's table of that name", () => {
    const { value, diagnostics } = resolveGraph(
      makeProject([makeSource("shop.raw_orders"), makeModel("a", { reads: ["raw_orders"] })]),
    );
    expect(value.nodes[asNodeId("model.a")]).toBeDefined();
    expect(diagnostics[0]?.hint).toContain('{{source "shop" "raw_orders"}}');
  });

  it("reports all problems at once", () => {
    const { codes } = resolve([
      makeModel("a", { reads: ["x", "source:y.z"] }),
      makeModel("b", { reads: ["w"], settings: { group: "g" } }),
    ]);
    expect(codes).toEqual(["Q0101", "Q0102", "Q0101", "Q0106"]);
  });

  it("reports a name that two other packages have", () => {
    const { problems } = resolve([
      makeModel("a", { package: "p", settings: { schema: "p" } }),
      makeModel("a", { package: "q", settings: { schema: "q" } }),
      makeModel("r", { reads: ["a"] }),
    ]);
    expect(problems).toEqual(['Q0109 models/r.sql:2 "a" could be that of package p or q']);
  });

  it("adds what hooks read, but not the node itself", () => {
    const { parents, codes } = resolve([
      makeModel("log"),
      makeModel("a", { settings: { post_hook: ['insert into {{ref "log"}} select * from {{ref "a"}}'] } }),
    ]);
    expect(codes).toEqual([]);
    expect(parents("model.a")).toEqual(["model.log"]);
  });
});

describe("resolveGraph(project): macros", () => {
  const leaf = makeModel("leaf");

  it("counts refs inside macros for the caller, through other macros too", () => {
    const { parents, model } = resolve([leaf, makeSource("s.t"), makeModel("a", { macros: ["outer"] })], {
      macros: [
        makeMacro("outer", { reads: ["source:s.t"], macros: ["inner"] }),
        makeMacro("inner", { reads: ["leaf"] }),
      ],
    });
    expect(parents("model.a")).toEqual(["source.s.t", "model.leaf"]);
    expect(model("model.a").macros).toEqual(["outer", "inner"]);
  });

  it("tells an unknown ref of a macro once, in the macro, with who calls it", () => {
    const project = makeProject([makeModel("a", { macros: ["m"] }), makeModel("b", { macros: ["m"] })], {
      macros: [makeMacro("m", { reads: ["nowhere"] })],
    });
    const { diagnostics } = resolveGraph(project);
    expect(diagnostics.map((d) => d.span?.file)).toEqual(["macros/m.hbs"]);
    expect(diagnostics[0]?.hint).toContain('The macro "m" is called by "a"');
  });

  it("reports macros that call each other in a circle", () => {
    const { problems, parents } = resolve([leaf, makeModel("a", { macros: ["m"] })], {
      macros: [makeMacro("m", { macros: ["n"] }), makeMacro("n", { macros: ["m"], reads: ["leaf"] })],
    });
    expect(problems).toEqual(["Q0311 macros/n.hbs:20 macros call each other in a circle: m -> n -> m"]);
    expect(parents("model.a")).toEqual(["model.leaf"]);
  });

  it("follows a TypeScript macro by name only", () => {
    const span = { file: "macros/f.ts", line: 1, column: 1 };
    const { model, codes } = resolve([makeModel("a", { macros: ["f"] })], {
      macros: [{ kind: "typescript", name: "f", file: "macros/f.ts", hash: "h", span }],
    });
    expect(codes).toEqual([]);
    expect(model("model.a").macros).toEqual(["f"]);
  });

  it.each([
    ["its own template", makeModel("a", { dynamic: true })],
    ["a macro it calls", makeModel("a", { macros: ["m"] })],
  ])("renders for the refs of %s that are not literal", (_where, reader) => {
    const { parents, codes } = resolve([leaf, reader], {
      macros: [makeMacro("m", { dynamic: true })],
      renderDependencies: () => ({ value: [makeCall("leaf")], diagnostics: [] }),
    });
    expect(codes).toEqual([]);
    expect(parents("model.a")).toEqual(["model.leaf"]);
  });

  it("says so where nothing can render", () => {
    expect(resolve([makeModel("a", { dynamic: true })]).problems).toEqual([
      'Q0110 models/a.sql:1 what "a" reads is only known by rendering it',
    ]);
  });
});

describe("resolveGraph(project): tests", () => {
  it("makes a node of each generic test, of the node first and then of its columns", () => {
    const { ids, test } = resolve([
      makeModel("orders", {
        tests: [makeTest("row_count", { above: 0 })],
        columns: [makeColumn("id", { tests: [makeTest("unique"), makeTest("not_null")] })],
      }),
    ]);
    expect(ids.slice(1)).toEqual([
      "test.row_count_orders_0",
      "test.unique_orders_id",
      "test.not_null_orders_id",
    ]);
    expect(test("unique_orders_id")).toMatchObject({
      testType: "generic",
      test: "unique",
      column: "id",
      attachedTo: "model.orders",
      dependsOn: ["model.orders"],
      fqn: ["test", "unique_orders_id"],
    });
  });

  const customers = makeModel("customers");
  it.each([
    'ref "customers"',
    '{{ref "customers"}}',
    "ref('customers')",
    "{{ ref('customers') }}",
    "customers",
    'ref "test" "customers"',
  ])("reads the node that `to: %s` names", (to) => {
    const relationships = makeTest("relationships", { to, field: "id" });
    const orders = makeModel("orders", { columns: [makeColumn("customer_id", { tests: [relationships] })] });
    const { graph, codes } = resolve([customers, orders]);
    expect(codes).toEqual([]);
    const [test] = Object.values(graph.nodes).filter((node): node is TestNode => node.kind === "test");
    expect(test?.dependsOn).toEqual(["model.orders", "model.customers"]);
    expect(test?.argumentNodes).toEqual({ to: "model.customers" });
    if (!to.includes('"test"'))
      expect(test?.name).toBe("relationships_orders_customer_id__id__ref_customers_");
  });

  it.each(['source "shop" "people"', "source('shop', 'people')", "shop.people"])(
    "reads the source that `to: %s` names",
    (to) => {
      const orders = makeModel("orders", { tests: [makeTest("equality", { to })] });
      const { test, codes } = resolve([makeSource("shop.people"), orders]);
      expect(codes).toEqual([]);
      expect(test("equality_orders_source_shop_people_").dependsOn).toEqual([
        "model.orders",
        "source.shop.people",
      ]);
    },
  );

  it("reads what an expression names between braces", () => {
    const tests = [
      makeTest("expression", { sql: 'id in (select id from {{ref "customers"}})' }, { name: "known" }),
    ];
    const { test } = resolve([customers, makeModel("orders", { tests })]);
    expect(test("known").dependsOn).toEqual(["model.orders", "model.customers"]);
  });

  it("takes a macro as a test, with what the macro reads", () => {
    const tests = [makeTest("is_known")];
    const { test } = resolve([customers, makeModel("orders", { tests })], {
      macros: [makeMacro("is_known", { reads: ["customers"] })],
    });
    expect(test("is_known_orders")).toMatchObject({
      dependsOn: ["model.orders", "model.customers"],
      macros: ["is_known"],
      template: { file: "macros/is_known.hbs" },
    });
  });

  it("looks for a macro `test_NAME` first, and leaves a package's name in front aside", () => {
    const tests = [makeTest("utils.is_known")];
    const { test } = resolve([customers, makeModel("orders", { tests })], {
      macros: [makeMacro("test_is_known", { reads: ["customers"] }), makeMacro("is_known")],
    });
    expect(test("utils_is_known_orders")).toMatchObject({
      dependsOn: ["model.orders", "model.customers"],
      macros: ["test_is_known"],
    });
  });

  it.each<[string, string, string[]]>([
    ["the name of a node", "customers", ["model.orders", "model.customers"]],
    ["a package and a name", "test.customers", ["model.orders", "model.customers"]],
    ["any other text", "2024-01-01", ["model.orders"]],
  ])("takes %s in the arguments of a macro for what it is", (_what, to, expected) => {
    const tests = [makeTest("between", { to }, { name: "it" })];
    const { test, codes } = resolve([customers, makeModel("orders", { tests })], {
      macros: [makeMacro("between")],
    });
    expect(codes).toEqual([]);
    expect(test("it").dependsOn).toEqual(expected);
  });

  it.each<[string, Json, string[]]>([
    ["equals", "customers", ["model.orders", "model.customers"]],
    ["equals", "paid", ["model.orders"]],
    ["equals", 3, ["model.orders"]],
    ["than", "customers", ["model.orders", "model.customers"]],
    ["compare_model", 'ref "customers"', ["model.orders", "model.customers"]],
    ["value", 'ref "customers"', ["model.orders", "model.customers"]],
    ["value", "customers", ["model.orders"]],
    ["columns", ["customers"], ["model.orders"]],
  ])("reads a node from %s: %s where it is one", (key, value, expected) => {
    const tests = [makeTest("row_count", { [key]: value }, { name: "it" })];
    const { test, codes } = resolve([customers, makeModel("orders", { tests })]);
    expect(codes).toEqual([]);
    expect(test("it").dependsOn).toEqual(expected);
  });

  it("reports an unknown `to` at the test", () => {
    const { problems } = resolve([
      customers,
      makeModel("orders", { tests: [makeTest("relationships", { to: "custmers" })] }),
    ]);
    expect(problems).toEqual([
      'Q0101 models/schema.yml:1 unknown model "custmers" — did you mean "customers"?',
    ]);
  });

  it("keeps the name that the user gave, and reports a second test of that name", () => {
    const tests = [makeTest("unique", {}, { name: "mine" }), makeTest("not_null", {}, { name: "mine" })];
    const { problems, test } = resolve([makeModel("a", { tests })]);
    expect(test("mine").test).toBe("unique");
    expect(problems).toEqual([
      'Q0302 models/schema.yml:1 two tests are called "mine"; the other is at models/schema.yml:1:1',
    ]);
  });

  it("names the tests of sources and versions after them", () => {
    const { ids } = resolve([
      makeSource("my_src.my_tbl", { columns: [makeColumn("fun", { tests: [makeTest("unique")] })] }),
      makeModel("dim", {
        version: "2",
        latestVersion: "2",
        columns: [makeColumn("id", { tests: [makeTest("unique")] })],
      }),
    ]);
    expect(ids.slice(2)).toEqual(["test.source_unique_my_src_my_tbl_fun", "test.unique_dim_v2_id"]);
  });

  it("merges the project's test defaults under a test's own settings; tags of the column add up", () => {
    const own = makeTest("unique", {}, { settings: { severity: "error", tags: ["own"] } });
    const { test } = resolve(
      [makeModel("a", { columns: [makeColumn("id", { tags: ["col"], tests: [own] })] })],
      {
        config: { testDefaults: { severity: "warn", limit: 10, tags: ["all"] } },
      },
    );
    expect(test("unique_a_id")).toMatchObject({
      tags: ["col", "all", "own"],
      settings: { severity: "error", limit: 10 },
    });
  });

  it("leaves out disabled tests, and tests of or on disabled nodes", () => {
    const off = makeModel("off", { settings: { enabled: false }, tests: [makeTest("row_count")] });
    const { ids, codes } = resolve([
      off,
      makeModel("a", {
        tests: [
          makeTest("unique", {}, { settings: { enabled: false } }),
          makeTest("relationships", { to: "off" }),
        ],
      }),
      makeSingularTest("reads_off", { reads: ["off"] }),
      makeSingularTest("is_off", { settings: { enabled: false } }),
    ]);
    expect(ids).toEqual(["model.a"]);
    expect(codes).toEqual(["Q0314", "Q0314"]);
  });
});

describe("resolveGraph(project): rules", () => {
  const config = { stages: ["staging", "intermediate", "marts"] };

  it("lets a stage read itself and earlier ones, and the first read sources", () => {
    const { codes } = resolve(
      [
        makeSource("s.t"),
        makeModel("stg_a", { file: "models/staging/stg_a.sql", reads: ["source:s.t"] }),
        makeModel("stg_b", { file: "models/staging/stg_b.sql", reads: ["stg_a"] }),
        makeModel("fct", { file: "models/marts/fct.sql", reads: ["stg_b"] }),
        makeModel("free", { file: "models/other/free.sql", reads: ["source:s.t", "fct"] }),
      ],
      { config },
    );
    expect(codes).toEqual([]);
  });

  it("reports a later stage that is read, with the path", () => {
    const { problems } = resolve(
      [
        makeModel("fct", { file: "models/marts/fct.sql" }),
        makeModel("stg", { file: "models/staging/stg.sql", reads: ["fct"] }),
      ],
      { config },
    );
    expect(problems).toEqual([
      'Q0306 models/staging/stg.sql:2 "stg" of stage staging reads "fct" of the later stage marts: stg -> fct',
    ]);
  });

  it("follows nodes without a stage, which are no way around", () => {
    const { problems } = resolve(
      [
        makeModel("fct", { file: "models/marts/fct.sql" }),
        makeModel("free", { file: "models/free.sql", reads: ["fct"] }),
        makeModel("stg", { file: "models/staging/stg.sql", reads: ["free"] }),
      ],
      { config },
    );
    expect(problems).toEqual([
      'Q0306 models/staging/stg.sql:2 "stg" of stage staging reads "fct" of the later stage marts: stg -> free -> fct',
    ]);
  });

  it("reports a source that a later stage reads", () => {
    const { problems } = resolve(
      [makeSource("s.t"), makeModel("fct", { file: "models/marts/fct.sql", reads: ["source:s.t"] })],
      { config },
    );
    expect(problems).toEqual([
      'Q0307 models/marts/fct.sql:2 "fct" of stage marts reads the source "s.t": fct -> s.t',
    ]);
  });

  it("takes a `stage` setting before the folder, and reports one that does not exist", () => {
    const { problems, model } = resolve(
      [
        makeModel("a", { file: "models/marts/a.sql", settings: { stage: "staging" } }),
        makeModel("b", { settings: { stage: "stagin" } }),
      ],
      { config },
    );
    expect(model("model.a").stage).toBe("staging");
    expect(problems).toEqual([
      'Q0108 models/b.sql:1 "b" is set to the unknown stage "stagin" — did you mean "staging"?',
    ]);
  });

  it.each<[string, NodeSettings]>([
    ["Q0106", { tags: [], group: "nobody" }],
    ["Q0309", { tags: [], access: "private" }],
    ["Q0303", { tags: [], alias: "taken" }],
  ])("points for %s at the setting, in the nearest layer that says it", (code, wrong) => {
    const { problems } = resolve([
      makeModel("taken"),
      makeModel("a", { layers: [wrong, { materialized: "table" }] }),
      makeModel("taken2", { settings: { tags: [], alias: "b" } }),
    ]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${code} project.yml:2 `);
  });

  it("shows a cycle as a path with the place of each step", () => {
    const { problems } = resolve(
      [
        makeModel("a", { reads: ["c"] }),
        makeModel("b", { reads: ["a"] }),
        makeModel("c", { macros: ["m"] }),
        makeModel("d", { reads: ["a"] }),
      ],
      { macros: [makeMacro("m", { reads: ["b"] })] },
    );
    expect(problems).toEqual([
      [
        "Q0304 models/a.sql:2 cycle: a -> c -> b -> a",
        "    models/a.sql:2:15  a reads c",
        '    macros/m.hbs:2:15  c reads b through the macro "m"',
        "    models/b.sql:2:15  b reads a",
      ].join("\n"),
    ]);
  });

  it("tells each tangle once", () => {
    const { codes } = resolve([
      makeModel("a", { reads: ["b", "c"] }),
      makeModel("b", { reads: ["a", "c"] }),
      makeModel("c", { reads: ["a", "b"] }),
      makeModel("x", { reads: ["y"] }),
      makeModel("y", { reads: ["x"] }),
    ]);
    expect(codes).toEqual(["Q0304", "Q0304"]);
  });

  it("reports a node that reads itself", () => {
    expect(resolve([makeModel("a", { reads: ["a"] })]).problems).toEqual([
      'Q0305 models/a.sql:2 "a" reads itself',
    ]);
  });

  it("finds a circle exactly where some node reaches itself", () => {
    const reads = fc.array(fc.nat(5), { maxLength: 2 });
    fc.assert(
      fc.property(fc.array(reads, { minLength: 6, maxLength: 6 }), fc.nat(5), (graph, disabled) => {
        const isOff = (index: number) => index === disabled;
        const { codes } = resolve(
          graph.map((parents, index) =>
            makeModel(`m${index}`, {
              reads: parents.map((parent) => `m${parent}`),
              settings: { enabled: !isOff(index) },
            }),
          ),
        );
        const reach = (from: number, seen: Set<number>): Set<number> => {
          for (const parent of isOff(from) ? [] : (graph[from] ?? [])) {
            if (isOff(parent) || seen.has(parent)) continue;
            reach(parent, seen.add(parent));
          }
          return seen;
        };
        const expected = graph.some((_, index) => reach(index, new Set()).has(index));
        expect(codes.some((code) => code === "Q0304" || code === "Q0305")).toBe(expected);
      }),
    );
  });

  const secret = makeModel("secret", { settings: { group: "finance", access: "private" } });
  it.each<[string, Definition[], string[]]>([
    [
      "private within the group",
      [secret, makeModel("r", { reads: ["secret"], settings: { group: "finance" } })],
      [],
    ],
    ["private from outside", [secret, makeModel("r", { reads: ["secret"] })], ["Q0308"]],
    [
      "private from another group",
      [secret, makeGroup("sales"), makeModel("r", { reads: ["secret"], settings: { group: "sales" } })],
      ["Q0308"],
    ],
    ["private from an exposure", [secret, makeExposure("e", ["secret"])], ["Q0308"]],
    ["private from a test", [secret, makeSingularTest("t", { reads: ["secret"] })], []],
    ["private without a group", [makeModel("r", { settings: { access: "private" } })], ["Q0309"]],
    [
      "protected from another package",
      [makeModel("a", { package: "p" }), makeModel("r", { reads: ["a"] })],
      ["Q0310"],
    ],
    [
      "public from another package",
      [makeModel("a", { package: "p", settings: { access: "public" } }), makeModel("r", { reads: ["a"] })],
      [],
    ],
    ["an unknown group", [makeModel("r", { settings: { group: "fnance" } })], ["Q0106"]],
  ])("holds access: %s", (_what, definitions, expected) => {
    expect(resolve([makeGroup("finance"), ...definitions]).codes).toEqual(expected);
  });

  it.each<[string, Definition[], string[]]>([
    [
      "aliases",
      [makeModel("a", { settings: { alias: "T" } }), makeModel("b", { settings: { alias: "t" } })],
      ["Q0303"],
    ],
    ["an alias and a name", [makeModel("a"), makeModel("b", { settings: { alias: "a" } })], ["Q0303"]],
    [
      "the target's schema, named and not",
      [makeModel("a"), makeModel("b", { settings: { alias: "a", schema: "main" } })],
      ["Q0303"],
    ],
    ["different schemas", [makeModel("a"), makeModel("b", { settings: { alias: "a", schema: "x" } })], []],
    [
      "an ephemeral",
      [makeModel("a"), makeModel("b", { settings: { alias: "a", materialized: "ephemeral" } })],
      [],
    ],
    ["a version", [makeModel("a", { version: "1", latestVersion: "1" }), makeModel("a_v1")], ["Q0303"]],
    [
      "a file",
      [
        makeModel("a", { settings: { location: "x.csv" } }),
        makeModel("b", { settings: { location: "x.csv" } }),
      ],
      ["Q0315"],
    ],
  ])("finds two nodes that write one place: %s", (_what, definitions, expected) => {
    expect(resolve(definitions).codes).toEqual(expected);
  });

  it("reports a latest version that does not exist", () => {
    const { problems } = resolve([makeModel("a", { version: "1", latestVersion: "2" })]);
    expect(problems).toEqual(['Q0312 models/a.sql:1 the latest version 2 of "a" does not exist']);
  });

  it.each<[string, string[]]>([
    ["2024-06-01", ['Q0313 models/r.sql:2 "r" reads "old.v1", deprecated since 2024-01-01']],
    ["2023-06-01", ['Q0313 models/r.sql:2 "r" reads "old.v1", which is deprecated on 2024-01-01']],
  ])("warns whoever reads a deprecated model, on %s", (today, expected) => {
    const { problems } = resolve(
      [
        makeModel("old", {
          version: "1",
          latestVersion: "2",
          file: "models/old_v1.sql",
          deprecationDate: "2024-01-01",
        }),
        makeModel("old", { version: "2", latestVersion: "2", file: "models/old_v2.sql" }),
        makeModel("r", { reads: ["old@1"] }),
      ],
      { now: new Date(today) },
    );
    expect(problems).toEqual(expected);
  });

  it("reports selectors that cannot be read, name nothing, or refer to each other, whether or not they are used", () => {
    const { problems } = resolve([
      makeSelector("fine", { union: ["tag:x", "state:modified", "selector:other"] }),
      makeSelector("other", { fqn: "a" }),
      makeSelector("misspelt", { method: "tag", value: "x", parrents: true }),
      makeSelector("lost", "selector:othre"),
      makeSelector("a", "selector:b"),
      makeSelector("b", "selector:a"),
    ]);
    expect(problems).toEqual([
      'Q0127 models/selectors.yml:1 selector "misspelt": unknown key "parrents" — did you mean "parents"?',
      'Q0123 models/selectors.yml:1 no selector is named "othre" — did you mean "other"? (in the selector "lost")',
      "Q0124 models/selectors.yml:1 selectors refer to each other in a circle: a -> b -> a",
    ]);
  });

  it("reports a second default selector", () => {
    expect(resolve([makeSelector("a", "tag:x", true), makeSelector("b", "tag:y", true)]).problems).toEqual([
      "Q0316 models/selectors.yml:1 more than one selector is the default: a, b",
    ]);
  });
});
