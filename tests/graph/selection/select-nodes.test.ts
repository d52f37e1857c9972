import { describe, expect, it } from "vitest";
import { resolveGraph } from "../../../src/graph/resolve-graph.ts";
import { type SelectionRequest, selectNodes } from "../../../src/graph/selection/select-nodes.ts";
import { type NodeState, type StateContext, stateOf } from "../../../src/graph/selection/state.ts";
import type { NodeId } from "../../../src/graph/types.ts";
import type { Definition, Json } from "../../../src/project/definitions.ts";
import {
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
} from "../make-project.ts";

const shop: readonly Definition[] = [
  makeSource("shop.orders", { tags: ["raw"], tests: [makeTest("row_count")] }),
  makeSource("shop.people"),
  makeSource("ads.spend"),
  makeSeed("countries", { file: "models/staging/countries.csv" }),
  makeModel("stg_orders", {
    file: "models/staging/shop/stg_orders.sql",
    reads: ["source:shop.orders"],
    patchFile: "models/staging/shop/_shop.yml",
    columns: [
      makeColumn("id", {
        tests: [makeTest("unique"), makeTest("not_null", {}, { settings: { severity: "warn" } })],
      }),
    ],
  }),
  makeModel("stg_people", {
    file: "models/staging/shop/stg_people.sql",
    reads: ["source:shop.people", "countries"],
    settings: {
      tags: ["daily"],
      meta: { owner: "ada", team: { name: "crm", size: 3 }, pii: true },
      grants: { read: ["bi"] },
    },
  }),
  makeModel("fct_orders", {
    file: "models/marts/fct_orders.sql",
    reads: ["stg_orders", "stg_people"],
    settings: {
      materialized: "incremental",
      unique_key: ["id", "day"],
      tags: ["daily", "core"],
      group: "sales",
      access: "public",
    },
    tests: [makeTest("relationships", { to: "stg_people", field: "id" }, { column: "person" })],
  }),
  makeModel("history", { reads: ["stg_people"], settings: { materialized: "snapshot" } }),
  makeModel("dim", { file: "models/dim_v1.sql", version: "1", latestVersion: "2" }),
  makeModel("dim", { file: "models/dim_v2.sql", version: "2", latestVersion: "2" }),
  makeModel("dim", { file: "models/dim_v10.sql", version: "10", latestVersion: "2" }),
  makeModel("theirs", {
    package: "other",
    file: "node_modules/other/models/mart/theirs.sql",
    settings: { access: "public" },
  }),
  makeExposure("board", ["fct_orders"]),
  makeSingularTest("no_future", { reads: ["fct_orders"] }),
  makeGroup("sales"),
];

function graphWith(extra: readonly Definition[] = []) {
  const { value, diagnostics } = resolveGraph(makeProject([...shop, ...extra]));
  const ofSelectors = ["Q0120", "Q0123", "Q0124", "Q0127"];
  expect(diagnostics.filter(({ code }) => !ofSelectors.includes(code))).toEqual([]);
  return value;
}

const graph = graphWith();

function select(text: string, rest: SelectionRequest = {}, on = graph) {
  const { value, diagnostics } = selectNodes(on, { select: [text], indirectSelection: "empty", ...rest });
  const messages = diagnostics.map(({ code, message }) => `${code} ${message}`);
  return {
    ids: [...value],
    codes: diagnostics.map((d) => d.code),
    messages,
    hints: diagnostics.map((d) => d.hint),
  };
}

describe("selectNodes(graph, request): methods", () => {
  const dims = ["model.dim.v1", "model.dim.v2", "model.dim.v10"];
  const staging = ["seed.countries", "model.stg_orders", "model.stg_people"];
  const stagingTests = ["test.unique_stg_orders_id", "test.not_null_stg_orders_id"];

  it.each<[string, string[]]>([
    // by name
    ["stg_orders", ["model.stg_orders"]],
    ["fqn:stg_orders", ["model.stg_orders"]],
    ["countries", ["seed.countries"]],
    ["history", ["snapshot.history"]],
    ["no_future", ["test.no_future"]],
    ["unique_stg_orders_id", ["test.unique_stg_orders_id"]],
    ["test.staging.shop.stg_orders", ["model.stg_orders"]],
    ["staging.shop.stg_orders", ["model.stg_orders"]],
    ["shop.stg_orders", []],
    ["staging", staging],
    ["staging.shop", ["model.stg_orders", "model.stg_people"]],
    ["staging.*", staging],
    ["*.fct_orders", ["model.fct_orders"]],
    ["test.*.fct_*", ["model.fct_orders"]],
    ["*_orders", ["model.stg_orders", "model.fct_orders", "test.source_row_count_shop_orders"]],
    ["*.stg_[op]*", ["model.stg_orders", "model.stg_people"]],
    ["dim", dims],
    ["dim.v2", ["model.dim.v2"]],
    ["dim_v2", ["model.dim.v2"]],
    ["dim.v?", ["model.dim.v1", "model.dim.v2"]],
    ["other", ["model.other.theirs"]],
    ["other.mart.theirs", ["model.other.theirs"]],
    // by where they are
    ["models/staging/shop", ["model.stg_orders", "model.stg_people"]],
    ["models/staging/shop/", ["model.stg_orders", "model.stg_people"]],
    ["path:models/staging", staging],
    ["path:models/staging/shop/*.yml", ["model.stg_orders"]],
    ["models/**/fct_orders.sql", ["model.fct_orders"]],
    ["stg_orders.sql", ["model.stg_orders"]],
    ["file:fct_orders", ["model.fct_orders"]],
    ["file:dim_*.sql", dims],
    ["countries.csv", ["seed.countries"]],
    ["package:other", ["model.other.theirs"]],
    // by what they are
    ["tag:daily", ["model.stg_people", "model.fct_orders"]],
    ["tag:d*", ["model.stg_people", "model.fct_orders"]],
    ["tag:raw", ["source.shop.orders"]],
    ["source:shop", ["source.shop.orders", "source.shop.people"]],
    ["source:shop.orders", ["source.shop.orders"]],
    ["source:test.shop.orders", ["source.shop.orders"]],
    ["source:*.p*", ["source.shop.people"]],
    ["source:*", ["source.shop.orders", "source.shop.people", "source.ads.spend"]],
    ["exposure:board", ["exposure.board"]],
    ["exposure:*", ["exposure.board"]],
    ["exposure:test.board", ["exposure.board"]],
    ["resource_type:seed", ["seed.countries"]],
    ["resource_type:snapshot", ["snapshot.history"]],
    ["resource_type:exposure", ["exposure.board"]],
    ["group:sales", ["model.fct_orders"]],
    ["access:public", ["model.fct_orders", "model.other.theirs"]],
    ["access:private", []],
    ["version:latest", ["model.dim.v2"]],
    ["version:prerelease", ["model.dim.v10"]],
    ["version:old", ["model.dim.v1"]],
    ["version:none", ["model.stg_orders", "model.stg_people", "model.fct_orders", "model.other.theirs"]],
    ["test_type:singular", ["test.no_future"]],
    ["test_type:unit", []],
    ["test_name:unique", ["test.unique_stg_orders_id"]],
    ["test_name:*null", ["test.not_null_stg_orders_id"]],
    // by their settings
    ["config.materialized:incremental", ["model.fct_orders"]],
    ["config.materialized:[is]n*", ["model.fct_orders", "snapshot.history"]],
    ["config.unique_key:day", ["model.fct_orders"]],
    ["config.tags:core", ["model.fct_orders"]],
    ["config.meta.owner:ada", ["model.stg_people"]],
    ["config.meta.team.name:crm", ["model.stg_people"]],
    ["config.meta.team.size:3", ["model.stg_people"]],
    ["config.meta.team:name", ["model.stg_people"]],
    ["config.meta.pii:true", ["model.stg_people"]],
    ["config.meta.pii:True", ["model.stg_people"]],
    ["config.grants.read:bi", ["model.stg_people"]],
    ["config.group:sales", ["model.fct_orders"]],
    ["config.severity:WARN", ["test.not_null_stg_orders_id"]],
    ["config.nothing.of.it:x", []],
    ["config.enabled:false", []],
    // kinds that are yet to come
    ["unit_test:x", []],
    ["metric:x", []],
    ["semantic_model:x", []],
    ["saved_query:x", []],
  ])("%s", (text, expected) => {
    const { ids, codes } = select(text);
    expect(ids).toEqual(expected);
    expect(codes).toEqual(expected.length === 0 ? ["Q0122"] : []);
  });

  it("takes the project's own package as `this`", () => {
    expect(select("package:this").ids).toEqual(select("package:test").ids);
    expect(select("package:this").ids).not.toContain("model.other.theirs");
  });

  it.each([
    ["test_type:generic", 4],
    ["test_type:data", 5],
    ["resource_type:test", 5],
    ["config.severity:error", 4],
  ])("%s finds %i tests", (text, count) => {
    expect(select(text).ids.filter((id) => id.startsWith("test."))).toHaveLength(count);
  });

  it("takes along the tests of what a folder holds", () => {
    const { value } = selectNodes(graph, { select: ["models/staging/shop"], resourceTypes: ["test"] });
    const relationships = "test.relationships_fct_orders_person__id__ref_stg_people_";
    expect([...value]).toEqual([...stagingTests, relationships]);
  });
});

describe("selectNodes(graph, request): operators and sets", () => {
  it.each<[string, string[]]>([
    ["+stg_people", ["source.shop.people", "seed.countries", "model.stg_people"]],
    ["1+fct_orders", ["model.stg_orders", "model.stg_people", "model.fct_orders"]],
    ["stg_orders+1,resource_type:model", ["model.stg_orders", "model.fct_orders"]],
    ["source:shop.orders+,exposure:*", ["exposure.board"]],
    ["tag:daily,tag:core", ["model.fct_orders"]],
    ["countries  stg_orders", ["seed.countries", "model.stg_orders"]],
    ["0+stg_orders", ["model.stg_orders"]],
    ["+models/marts,resource_type:source", ["source.shop.orders", "source.shop.people"]],
    ["1+exposure:board+1", ["model.fct_orders", "exposure.board"]],
  ])("%s", (text, expected) => {
    expect(select(text).ids).toEqual(expected);
  });

  it("filters by kinds at the end", () => {
    const request: SelectionRequest = { resourceTypes: ["model", "seed"], excludeResourceTypes: ["seed"] };
    expect(select("staging", request).ids).toEqual(["model.stg_orders", "model.stg_people"]);
  });

  it("keeps the order of definition", () => {
    expect(select("fct_orders stg_orders countries").ids).toEqual([
      "seed.countries",
      "model.stg_orders",
      "model.fct_orders",
    ]);
  });
});

describe("selectNodes(graph, request): tests that come along", () => {
  const relationships = "test.relationships_fct_orders_person__id__ref_stg_people_";
  const on = graphWith([makeSingularTest("with_source", { reads: ["fct_orders", "source:ads.spend"] })]);

  it.each<[SelectionRequest["indirectSelection"], string[]]>([
    ["eager", [relationships, "test.no_future", "test.with_source"]],
    ["cautious", ["test.no_future"]],
    ["buildable", [relationships, "test.no_future", "test.with_source"]],
    ["empty", []],
  ])("of fct_orders: %s", (indirectSelection, expected) => {
    const { value } = selectNodes(on, { select: ["fct_orders"], indirectSelection, resourceTypes: ["test"] });
    expect([...value].sort()).toEqual([...expected].sort());
  });

  it.each<[SelectionRequest["indirectSelection"], boolean]>([
    ["eager", true],
    ["cautious", false],
    ["buildable", false],
  ])("of stg_people, a test that the later fct_orders needs: %s", (indirectSelection, expected) => {
    const { value } = selectNodes(on, { select: ["stg_people"], indirectSelection });
    expect(value.has(relationships as NodeId)).toBe(expected);
  });

  it("cautiously brings in a test once a union has all that it reads", () => {
    const { value } = selectNodes(on, { select: ["stg_people fct_orders"], indirectSelection: "cautious" });
    expect(value.has(relationships as NodeId)).toBe(true);
  });

  it("excludes eagerly, however tests are selected", () => {
    const request: SelectionRequest = { select: ["stg_people fct_orders"], exclude: ["stg_people"] };
    for (const indirectSelection of ["eager", "cautious", "buildable"] as const) {
      expect(selectNodes(on, { ...request, indirectSelection }).value.has(relationships as NodeId)).toBe(
        false,
      );
    }
  });
});

describe("selectNodes(graph, request): mistakes", () => {
  it.each<[string, string]>([
    [
      "stg_orders tagg:x",
      'Q0120 unknown selector method "tagg" — did you mean "tag"?\n    stg_orders tagg:x\n               ^^^^',
    ],
    [
      "+tag:x,confg.materialized:x",
      'Q0120 unknown selector method "confg" — did you mean "config"?\n    +tag:x,confg.materialized:x\n           ^^^^^^^^^^^^^^^^^^',
    ],
    ["tag:", 'Q0121 "tag:" has no value\n    tag:\n    ^^^^'],
    ["a,,b", "Q0121 there is nothing between the commas\n    a,,b\n      ^"],
    ["+", 'Q0121 "+" names nothing\n    +\n    ^'],
    [
      "@stg_orders+",
      'Q0121 "@" takes all descendants already, so "+" cannot follow in "@stg_orders+"\n    @stg_orders+\n    ^^^^^^^^^^^^',
    ],
    [
      "version:lates",
      'Q0125 "lates" is not a value of the selector method "version" — did you mean "latest"?\n    version:lates\n    ^^^^^^^^^^^^^',
    ],
    [
      "test_type:gneric",
      'Q0125 "gneric" is not a value of the selector method "test_type" — did you mean "generic"?\n    test_type:gneric\n    ^^^^^^^^^^^^^^^^',
    ],
    [
      "resource_type:modle",
      'Q0125 "modle" is not a value of the selector method "resource_type" — did you mean "model"?\n    resource_type:modle\n    ^^^^^^^^^^^^^^^^^^^',
    ],
    [
      "access:pubic",
      'Q0125 "pubic" is not a value of the selector method "access" — did you mean "public"?\n    access:pubic\n    ^^^^^^^^^^^^',
    ],
    [
      "state:modifed",
      'Q0125 "modifed" is not a value of the selector method "state" — did you mean "modified"?\n    state:modifed\n    ^^^^^^^^^^^^^',
    ],
    [
      "source:a.b.c.d",
      "Q0121 a source is SOURCE, SOURCE.TABLE or PACKAGE.SOURCE.TABLE\n    source:a.b.c.d\n    ^^^^^^^^^^^^^^",
    ],
    ["exposure:a.b.c", "Q0121 an exposure is NAME or PACKAGE.NAME\n    exposure:a.b.c\n    ^^^^^^^^^^^^^^"],
    [
      "config:table",
      "Q0121 the setting follows the method's dot, as in config.materialized:table\n    config:table\n    ^^^^^^^^^^^^",
    ],
    ["selector:nightly", 'Q0123 no selector is named "nightly"\n    selector:nightly\n    ^^^^^^^^^^^^^^^^'],
    [
      "state:new",
      'Q0126 "state:" has nothing to compare with: the manifest of an earlier state (--state)\n    state:new\n    ^^^^^^^^^',
    ],
    [
      "result:error",
      'Q0126 "result:" has nothing to compare with: the results of an earlier run (--state)\n    result:error\n    ^^^^^^^^^^^^',
    ],
    [
      "source_status:fresher",
      'Q0126 "source_status:" has nothing to compare with: the freshness of sources, earlier and now (`quern freshness`)\n    source_status:fresher\n    ^^^^^^^^^^^^^^^^^^^^^',
    ],
  ])("%s", (text, expected) => {
    expect(select(text).messages).toEqual([expected]);
  });

  it("reports all of them at once", () => {
    expect(select("tagg:x @a+ version:no").codes).toEqual(["Q0120", "Q0121", "Q0125"]);
  });

  it.each<[string, string]>([
    ["stg_order", 'Q0122 the selector "stg_order" matches nothing — did you mean "stg_orders"?'],
    ["2+tag:dayly+", 'Q0122 the selector "2+tag:dayly+" matches nothing — did you mean "2+tag:daily+"?'],
    [
      "source:shop.order",
      'Q0122 the selector "source:shop.order" matches nothing — did you mean "source:shop.orders"?',
    ],
    ["group:sale", 'Q0122 the selector "group:sale" matches nothing — did you mean "group:sales"?'],
    ["+stg_*", 'Q0122 the selector "+stg_*" matches nothing — did you mean "+*.stg_*"?'],
    ["xyz*", 'Q0122 the selector "xyz*" matches nothing'],
    ["tag:daily,tag:raw", 'Q0122 the selector "tag:daily,tag:raw" matches nothing'],
  ])("warns of %s, which matches nothing", (text, expected) => {
    expect(select(text).messages).toEqual([expected]);
  });

  it("warns of an exclusion that matches nothing", () => {
    expect(selectNodes(graph, { exclude: ["nowhere"] }).diagnostics.map((d) => d.code)).toEqual(["Q0122"]);
  });
});

describe("selectNodes(graph, request): named selectors", () => {
  function named(definition: Json, request: SelectionRequest = {}, more: readonly Definition[] = []) {
    const on = graphWith([makeSelector("it", definition), ...more]);
    const { value, diagnostics } = selectNodes(on, {
      selector: "it",
      indirectSelection: "empty",
      ...request,
    });
    return { ids: [...value], messages: diagnostics.map(({ code, message }) => `${code} ${message}`) };
  }

  it.each<[string, Json, string[]]>([
    ["a string", "tag:core", ["model.fct_orders"]],
    ["a string with operators", "1+fct_orders", ["model.stg_orders", "model.stg_people", "model.fct_orders"]],
    ["a key and a value", { tag: "core" }, ["model.fct_orders"]],
    ["a dotted key and a value", { "config.meta.pii": true }, ["model.stg_people"]],
    ["a path", { path: "models/marts" }, ["model.fct_orders"]],
    ["a method and a value", { method: "tag", value: "core" }, ["model.fct_orders"]],
    [
      "parents",
      { method: "fqn", value: "stg_people", parents: true },
      ["source.shop.people", "seed.countries", "model.stg_people"],
    ],
    [
      "parents to a depth",
      { method: "fqn", value: "fct_orders", parents: true, parents_depth: 1 },
      ["model.stg_orders", "model.stg_people", "model.fct_orders"],
    ],
    [
      "children to a depth",
      { method: "source", value: "shop.orders", children: true, children_depth: 1 },
      ["source.shop.orders", "model.stg_orders", "test.row_count_of_source"],
    ],
    [
      "a depth without its switch",
      { method: "fqn", value: "fct_orders", parents_depth: 1 },
      ["model.fct_orders"],
    ],
    [
      "an exclusion of a method",
      { method: "tag", value: "daily", exclude: ["fct_orders"] },
      ["model.stg_people"],
    ],
    ["a union", { union: ["countries", { tag: "core" }] }, ["seed.countries", "model.fct_orders"]],
    [
      "an intersection",
      { intersection: [{ tag: "daily" }, { method: "package", value: "this" }, "access:public"] },
      ["model.fct_orders"],
    ],
    [
      "a union with an exclusion",
      { union: ["staging", { exclude: ["countries", { tag: "daily" }] }] },
      ["model.stg_orders"],
    ],
    [
      "sets within sets",
      { union: [{ intersection: ["tag:daily", { union: ["tag:core", "tag:raw"] }] }, "countries"] },
      ["seed.countries", "model.fct_orders"],
    ],
  ])("reads %s", (_what, definition, expected) => {
    const { ids, messages } = named(definition);
    expect(messages).toEqual([]);
    const wanted = expected.map((id) =>
      id === "test.row_count_of_source" ? "test.source_row_count_shop_orders" : id,
    );
    expect(ids).toEqual(wanted);
  });

  it("lets a method choose by itself how tests come along", () => {
    const eager = { method: "fqn", value: "fct_orders", indirect_selection: "eager" };
    expect(named(eager).ids).toContain("test.no_future");
    expect(named(eager).ids).toContain("test.relationships_fct_orders_person__id__ref_stg_people_");
    const empty = { method: "fqn", value: "fct_orders", indirect_selection: "empty" };
    expect(named(empty, { indirectSelection: "eager" }).ids).toEqual(["model.fct_orders"]);
  });

  it("refers to other selectors, with operators and wildcards", () => {
    const others = [makeSelector("core_models", "tag:core"), makeSelector("core_seeds", "countries")];
    expect(named("selector:core_models", {}, others).ids).toEqual(["model.fct_orders"]);
    expect(named({ method: "selector", value: "core_*" }, {}, others).ids).toEqual([
      "seed.countries",
      "model.fct_orders",
    ]);
    expect(named("1+selector:core_models", {}, others).ids).toHaveLength(3);
  });

  it("reports selectors that refer to each other in a circle, as a path", () => {
    const { messages } = named({ union: ["selector:b"] }, {}, [
      makeSelector("b", "selector:c"),
      makeSelector("c", "selector:it"),
    ]);
    expect(messages).toEqual(["Q0124 selectors refer to each other in a circle: it -> b -> c -> it"]);
  });

  it.each<[string, Json, string]>([
    ["nothing", null, "null is no definition"],
    ["a list", ["a"], '["a"] is no definition'],
    [
      "two keys without a method",
      { tag: "a", fqn: "b" },
      '{tag, fqn} has neither one method nor "method" and "value"',
    ],
    ["an empty map", {}, '{} has neither one method nor "method" and "value"'],
    ["a union beside something", { union: ["a"], tag: "b" }, '"tag" cannot stand beside "union"'],
    ["a union that is no list", { union: "a" }, '"union" is not a list'],
    ["an empty union", { union: [] }, '"union" includes nothing'],
    [
      "an exclusion alone",
      { exclude: ["a"] },
      '"exclude" stands inside a union, an intersection or a method',
    ],
    [
      "two exclusions",
      { union: ["a", { exclude: ["b"] }, { exclude: ["c"] }] },
      '"union" has more than one "exclude"',
    ],
    ["a value without a method", { value: "a" }, '"method" is missing'],
    ["a method without a value", { method: "tag" }, '"tag" has no value'],
    [
      "a misspelt key",
      { method: "tag", value: "a", children_parents: true },
      'unknown key "children_parents" — did you mean "childrens_parents"?',
    ],
    [
      "@ and children",
      { method: "tag", value: "a", childrens_parents: true, children: true },
      '"childrens_parents" takes all descendants already, so "children" cannot stand beside it',
    ],
    [
      "a depth that is none",
      { method: "tag", value: "a", parents: true, parents_depth: "far" },
      "a depth is a whole number",
    ],
    [
      "an unknown way of taking tests",
      { method: "tag", value: "a", indirect_selection: "wild" },
      'indirect_selection "wild" is not one of eager, cautious, buildable, empty',
    ],
    ["several words", "a b", '"a b" is more than one selector; use union and intersection'],
  ])("reports %s", (_what, definition, reason) => {
    expect(named(definition)).toEqual({ ids: [], messages: [`Q0127 selector "it": ${reason}`] });
  });

  it("places what is wrong within a selector in its file", () => {
    const on = graphWith([makeSelector("it", "tagg:x")]);
    const [problem] = selectNodes(on, { selector: "it" }).diagnostics;
    expect(problem).toMatchObject({ code: "Q0120", span: { file: "models/selectors.yml" } });
    expect(problem?.message).toBe(
      'unknown selector method "tagg" — did you mean "tag"? (in the selector "it")',
    );
  });

  it("takes the default selector where nothing is asked for", () => {
    const on = graphWith([makeSelector("usual", "countries", true)]);
    expect([...selectNodes(on).value]).toEqual(["seed.countries"]);
    expect([...selectNodes(on, { select: ["fct_orders"], resourceTypes: ["model"] }).value]).toEqual([
      "model.fct_orders",
    ]);
    expect(selectNodes(on, { exclude: ["countries"] }).value.size).toBe(Object.keys(on.nodes).length - 1);
  });

  it("warns that --select is not looked at beside --selector", () => {
    const { messages, ids } = named("tag:core", { select: ["countries"] });
    expect(messages).toEqual([
      "Q0128 --select and --exclude are not looked at, since --selector it is given",
    ]);
    expect(ids).toEqual(["model.fct_orders"]);
  });

  it("reports a selector that does not exist, and warns of one that matches nothing", () => {
    expect(named("tag:core", { selector: "itt" }).messages).toEqual([
      'Q0123 no selector is named "itt" — did you mean "it"?',
    ]);
    expect(named("tag:none").messages).toEqual(['Q0122 the selector "it" matches nothing']);
  });
});

describe("selectNodes(graph, request): earlier runs", () => {
  const hashes = { m: "1", "seed.countries": "1" };
  const macros = [makeMacro("m")];
  const before = resolveGraph(
    makeProject(
      [
        makeSource("shop.orders"),
        makeSeed("countries"),
        makeModel("same", { macros: ["m"] }),
        makeModel("body"),
        makeModel("configs"),
        makeModel("moved"),
        makeModel("contract"),
        makeModel("described", { description: "old", settings: { persist_docs: true } }),
        makeModel("undescribed", { description: "old" }),
        makeModel("gone"),
      ],
      { macros },
    ),
  ).value;
  const body = makeModel("body");
  const now = resolveGraph(
    makeProject(
      [
        makeSource("shop.orders", { path: "data/orders.csv" }),
        makeSeed("countries"),
        makeModel("same", { macros: ["m"] }),
        { ...body, template: { ...body.template, hash: "another" } },
        makeModel("configs", { settings: { tags: ["x"] } }),
        makeModel("moved", { settings: { alias: "elsewhere" } }),
        makeModel("contract", { columns: [makeColumn("id", { type: "BIGINT" })] }),
        makeModel("described", { description: "new", settings: { persist_docs: true } }),
        makeModel("undescribed", { description: "new" }),
        makeModel("fresh"),
      ],
      { macros },
    ),
  ).value;
  // Through JSON, as artifacts keep it.
  const previous: Record<NodeId, NodeState> = JSON.parse(JSON.stringify(stateOf(before, hashes)));

  const names = (text: string, state: StateContext) => {
    const { value, diagnostics } = selectNodes(now, { select: [text], state });
    expect(diagnostics.filter((d) => d.severity === "error")).toEqual([]);
    return [...value].map((id) => now.nodes[id]?.name).sort();
  };

  it.each<[string, string[]]>([
    ["state:new", ["fresh"]],
    [
      "state:old",
      ["body", "configs", "contract", "countries", "described", "moved", "orders", "same", "undescribed"],
    ],
    ["state:modified", ["body", "configs", "contract", "described", "fresh", "moved", "orders"]],
    ["state:unmodified", ["countries", "same", "undescribed"]],
    ["state:modified.body", ["body", "fresh", "orders"]],
    ["state:modified.configs", ["configs", "fresh", "moved"]],
    ["state:modified.relation", ["fresh", "moved"]],
    ["state:modified.contract", ["contract", "fresh"]],
    ["state:modified.persisted_descriptions", ["described", "fresh"]],
  ])("%s", (text, expected) => {
    expect(names(text, { nodes: { previous, hashes } })).toEqual(expected);
  });

  it("finds what calls a macro that has changed, and a seed whose rows have", () => {
    const changed = { m: "2", "seed.countries": "2" };
    expect(names("state:modified.macros", { nodes: { previous, hashes: changed } })).toEqual(["same"]);
    expect(names("state:unmodified", { nodes: { previous, hashes: changed } })).toEqual(["undescribed"]);
  });

  it("finds nodes by their status in the last run", () => {
    const results = { "model.same": "error", "model.body": "success", "model.moved": "error" } as Record<
      NodeId,
      string
    >;
    expect(names("result:error", { results })).toEqual(["moved", "same"]);
    expect(names("result:error result:success", { results })).toEqual(["body", "moved", "same"]);
    expect(names("result:fail", { results })).toEqual([]);
  });

  it("finds sources that have new rows, or are in a state", () => {
    const id = "source.shop.orders" as NodeId;
    const at = (maxLoadedAt: string, status = "pass") => ({ [id]: { maxLoadedAt, status } }) as const;
    const early = "2024-01-01T00:00:00Z";
    const late = "2024-01-01T09:00:00+09:00";
    const later = "2024-01-02T00:00:00Z";
    expect(names("source_status:fresher", { sources: { previous: at(early), current: at(late) } })).toEqual(
      [],
    );
    expect(names("source_status:fresher", { sources: { previous: at(early), current: at(later) } })).toEqual([
      "orders",
    ]);
    expect(names("source_status:fresher", { sources: { previous: {}, current: at(late) } })).toEqual([
      "orders",
    ]);
    expect(names("source_status:warn", { sources: { previous: {}, current: at(late, "warn") } })).toEqual([
      "orders",
    ]);
    const unknown = { [id]: { status: "error" } };
    expect(names("source_status:fresher", { sources: { previous: {}, current: unknown } })).toEqual([]);
  });
});
