import { describe, expect, it } from "vitest";
import type { Definition } from "../../../src/project/definitions.ts";
import { type ProjectFiles, readFiles, readSound, renderProblem } from "../support/make-project.ts";

/** The definitions of a kind. */
function ofKind<K extends Definition["kind"]>(
  definitions: readonly Definition[],
  kind: K,
): readonly Extract<Definition, { kind: K }>[] {
  return definitions.filter((one): one is Extract<Definition, { kind: K }> => one.kind === kind);
}

async function problemsOf(yaml: string, files: ProjectFiles = {}): Promise<readonly string[]> {
  const { diagnostics } = await readFiles({ ...files, "features/x.yml": yaml });
  return diagnostics.map((one) => renderProblem(one));
}

const view = "{name: v, entity: c, from: a, timestamp: t, features: [{name: n, agg: count}]}";

describe("readProperties(yaml, owner), of features", () => {
  it("reads all sections of one file, whatever its folder, in order", async () => {
    const text = `feature_sets: [{name: s, entity: c, spine: {model: m}, features: [v.n]}]
features: [${view}]
entities: [{name: c, key: id}]
models: []
`;
    for (const file of ["features/deep/er/x.yml", "models/x.yaml"]) {
      const { definitions } = await readSound({ [file]: text });
      expect(definitions.map(({ kind, name, file: from }) => [kind, name, from])).toEqual([
        ["entity", "c", file],
        ["feature-view", "v", file],
        ["feature-set", "s", file],
      ]);
    }
  });

  it("knows where every text of SQL begins, and leaves its tags to be rendered", async () => {
    const { definitions } = await readSound({
      "project.yml": "name: demo\nvars: {least: 3, days: 60}\n",
      "features/x.yml": `features:
  - name: v
    entity: c
    from: '{{ref "a"}}'
    timestamp: |
      at::timestamp
    where: 'x > {{var "least"}}'
    features: [{name: n, agg: sum, column: "a + b"}]
feature_sets:
  - {name: s, entity: c, spine: {model: m}, features: [v.n], label: {name: l, exists: a, timestamp: t, within: '{{var "days"}}d'}}
`,
    });
    const [found] = ofKind(definitions, "feature-view");
    expect(found?.reads.call).toMatchObject({ call: "ref", arguments: ["a"] });
    expect(found?.timestamp).toMatchObject({ sql: "at::timestamp\n", span: { line: 5, column: 16 } });
    expect(found?.where).toMatchObject({ sql: 'x > {{var "least"}}', span: { line: 7, column: 12 } });
    expect(found?.features[0]?.column).toMatchObject({ sql: "a + b", span: { line: 8, column: 44 } });
    // What is no SQL is filled in at once.
    expect(ofKind(definitions, "feature-set")[0]?.label?.within.text).toBe("60d");
  });

  it("makes the history of a view a set of its own, with the settings of the view but for its alias", async () => {
    const { definitions } = await readSound({
      "features/x.yml": `features:
  - ${view.replace("entity: c,", "entity: c, alias: other, schema: f, history: {every: 1d, from: 2024-01-01, to: 2025-01-01},")}
`,
    });
    expect(ofKind(definitions, "feature-set")[0]).toMatchObject({
      name: "v_history",
      historyOf: "v",
      features: [{ view: "v", columns: "*" }],
      layers: [{ settings: { schema: "f" } }],
    });
  });

  it("takes YAML and docs from features/, and nothing else", async () => {
    const { definitions, docs } = await readSound({
      "features/x.yml": "entities: [{name: c, key: id}]\n",
      "features/docs.md": '{{#docs "d"}}text{{/docs}}',
      "features/x.sql": "select {{nothing}}",
      "features/x.csv": "a\n1\n",
      "features/x.ts": "export const x = ;",
    });
    expect([definitions.map(({ kind }) => kind), Object.keys(docs)]).toEqual([["entity"], ["d"]]);
  });

  it("says which keys and values are wrong, at their places", async () => {
    expect(
      await problemsOf(`entities: [{name: c, key: id, jons: []}]
features:
  - {name: v, entity: c, from: a, features: []}
  - {name: w, entity: c, from: a, features: [{name: n, agg: count, window: 7d, quantile: 2}], materialised: table}
feature_sets:
  - {name: s, entity: c, features: [v.n], spine: {model: m}, balance: both, encode: [{column: a, method: one_hit}]}
`),
    ).toEqual([
      'features/x.yml:1:31 Q0002 unknown key "jons" in entity "c" — did you mean "joins"?',
      'features/x.yml:3:45 Q0003 "features" is empty, but should be a list with something in it',
      'features/x.yml:4:68 Q0002 unknown key "window" in feature "n" — did you mean "windows"?',
      'features/x.yml:4:90 Q0003 "quantile" is 2, but should be at most 1',
      'features/x.yml:4:95 Q0002 unknown key "materialised" in feature "w" — did you mean "materialized"?',
      'features/x.yml:6:71 Q0005 "balance" cannot be "both"',
      'features/x.yml:6:106 Q0005 "method" cannot be "one_hit" — did you mean "one_hot"?',
    ]);
  });

  it("refuses names that cannot be one, and two of a kind", async () => {
    expect(await problemsOf(`features: [${view.replace("name: v", "name: v-1")}]\n`)).toEqual([
      'features/x.yml:1:19 Q0026 "v-1" cannot be the name of a model',
    ]);
    expect(await problemsOf("entities: [{name: c, key: id}, {name: c, key: id}]\n")).toEqual([
      'features/x.yml:1:39 Q0007 entity "c" is already declared in features/x.yml:1',
    ]);
  });
});
