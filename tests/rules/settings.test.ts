import { describe, expect, it } from "vitest";
import { loadGraph } from "../../src/pipeline.ts";
import { check, type Files, makeFolder, sound } from "./checked-project.ts";

const project = (rules: string): Files => ({
  "project.yml": `name: small\nstages: [staging, middle, marts]\n${rules}`,
});
/** Breaks no_key_test in two marts. */
const keyless: Files = {
  "models/marts/a.sql": 'select amount from {{ref "stg_orders"}}',
  "models/marts/b.sql": 'select amount as b from {{ref "stg_orders"}}',
};
const found = (name: string) =>
  `models/marts/${name}.sql:1:1 Q0850 no test says what identifies a row of model "${name}" (no_key_test)`;

describe("rules: of project.yml", () => {
  it("turns a rule off, or makes its findings errors", async () => {
    expect((await check({ ...keyless, ...project("rules: {no_key_test: off}\n") })).said).toEqual([]);
    const { said, diagnostics } = await check({
      ...keyless,
      ...project("rules: {no_key_test: {severity: error}}\n"),
    });
    expect(said).toEqual([found("a"), found("b")]);
    expect(diagnostics.map(({ severity }) => severity)).toEqual(["error", "error"]);
  });

  it("names no rule that does not exist", async () => {
    const { said } = await check(project("rules: {no_key_tests: off}\n"));
    expect(said).toEqual([
      'project.yml:3:9 Q0880 there is no rule "no_key_tests" — did you mean "no_key_test"?',
    ]);
  });

  it.each([
    ["{no_key_test: of}", 'Q0005 "no_key_test" cannot be "of" — did you mean "off"?'],
    ["{model_too_wide: {columns: many}}", 'Q0003 "columns" is "many", but should be a number'],
    ["{model_too_wide: {cols: 3}}", 'Q0002 unknown key "cols" in `model_too_wide` of `rules`'],
  ])("is checked: %s", async (rules, message) => {
    const root = makeFolder({ ...sound, ...project(`rules: ${rules}\n`) });
    const { diagnostics } = await loadGraph({ root, environment: {} });
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      expect.stringContaining(message),
    ]);
  });
});

describe("allow", () => {
  it("silences a rule for a model, in YAML, in its file, and for a folder", async () => {
    const inYaml = 'models:\n  - name: a\n    allow: [{rule: no_key_test, reason: "amounts are counted"}]\n';
    const places: readonly Files[] = [
      { "models/models.yml": inYaml },
      { "models/models.yml": "models:\n  - {name: a, allow: 'no_key_test: amounts are counted'}\n" },
      {
        "models/marts/a.sql":
          '{{config allow="no_key_test: amounts are counted"}} select amount from {{ref "stg_orders"}}',
      },
    ];
    for (const files of places) {
      const { said, checked } = await check({ ...keyless, ...files });
      expect(said).toEqual([found("b")]);
      expect(checked).toMatchObject({ findings: 1, silenced: 1 });
    }
    const folder = project("models: {marts: {allow: [{rule: no_key_test, reason: for now}]}}\n");
    const { said, checked } = await check({ ...keyless, ...folder });
    expect(said).toEqual([]);
    expect(checked).toMatchObject({ findings: 0, silenced: 2 });
  });

  it("adds up over folders, YAML and the file", async () => {
    const { said } = await check({
      ...project("models: {marts: {+allow: {rule: no_key_test, reason: for now}}}\n"),
      "models/marts/a.sql":
        '{{config access="public" allow="undocumented_public_model: plain"}} select amount from {{ref "stg_orders"}}',
    });
    expect(said).toEqual([]);
  });

  it("stands at sources and exposures too", async () => {
    const { said, checked } = await check({
      "models/staging/stg_amounts.sql": 'select order_id, amount from {{source "raw" "orders"}}',
      "models/marts/amounts.sql": 'select * from {{ref "stg_amounts"}}',
      "models/staging/sources.yml": String(sound["models/staging/sources.yml"]).replace(
        "- name: orders\n",
        "- name: orders\n        allow: {rule: source_read_twice, reason: it is cheap}\n",
      ),
      "models/exposures.yml":
        'exposures:\n  - {name: report, type: dashboard, depends_on: [ref "stg_orders"], allow: {rule: exposure_reads_staging, reason: it moves}}\n',
    });
    expect(said).toEqual([]);
    expect(checked.silenced).toBe(2);
  });

  it("is a finding itself where it silences nothing, and where there is no such rule", async () => {
    const { said } = await check({
      ...project("models: {marts: {allow: [{rule: duplicate_model, reason: none}]}}\n"),
      "models/models.yml":
        "models:\n  - name: orders\n    allow:\n      - {rule: no_key_test, reason: it has one}\n      - {rule: no_keys_test, reason: typo}\n",
    });
    expect(said).toEqual([
      "models/models.yml:4:9 Q0881 this silences nothing: the rule no_key_test finds nothing here",
      'models/models.yml:5:9 Q0880 there is no rule "no_keys_test" — did you mean "no_key_test"?',
      "project.yml:3:26 Q0881 this silences nothing: the rule duplicate_model finds nothing here",
    ]);
  });

  it("is not said to silence nothing where not all was looked at", async () => {
    const allowed: Files = {
      "models/models.yml": "models:\n  - {name: orders, allow: {rule: fan_out_join, reason: none}}\n",
    };
    expect((await check(allowed, ["model.stg_orders"])).said).toEqual([]);
    const broken = await check({
      ...allowed,
      "models/marts/orders.sql": 'select x from {{ref "stg_orders"}}',
    });
    expect(broken.said.filter((line) => line.includes("Q0881"))).toEqual([]);
    const off = await check({ ...allowed, ...project("rules: {fan_out_join: off}\n") });
    expect(off.said).toEqual([]);
  });

  it.each([
    ["[{rule: no_key_test}]", 'Q0004 "reason" is missing'],
    ["[{rule: no_key_test, reason: ''}]", 'Q0003 "reason" is empty, but should be a text'],
    ["no_key_test", 'Q0003 "allow" is "no_key_test", but should be the name of a rule and why'],
  ])("needs a reason: %s", async (allow, message) => {
    const root = makeFolder({
      ...sound,
      "models/models.yml": `models:\n  - {name: orders, allow: ${allow}}\n`,
    });
    const { diagnostics } = await loadGraph({ root, environment: {} });
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      expect.stringContaining(message),
    ]);
    expect(diagnostics[0]?.span?.file).toBe("models/models.yml");
  });

  it("needs a reason in {{config}} as well", async () => {
    const root = makeFolder({
      ...sound,
      "models/marts/orders.sql": '{{config allow="no_key_test"}} select 1 as one',
    });
    const { diagnostics } = await loadGraph({ root, environment: {} });
    expect(diagnostics.map(({ code }) => code)).toContain("Q0003");
  });
});

describe("findings", () => {
  it("are those of the selected nodes alone", async () => {
    const { said } = await check(keyless, ["model.a"]);
    expect(said).toEqual([found("a")]);
  });
});
