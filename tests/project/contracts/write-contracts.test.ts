import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ColumnChange, ContractChange } from "../../../src/project/contracts/contract-change.ts";
import { writeContracts } from "../../../src/project/contracts/write-contracts.ts";
import { parseYaml } from "../../../src/project/yaml/parse-yaml.ts";
import { plainOf } from "../../../src/project/yaml/yaml-node.ts";

const column = (name: string, type: string, more: Partial<ColumnChange> = {}): ColumnChange => ({
  name,
  type,
  isOther: false,
  isFilled: false,
  ...more,
});

const change = (columns: readonly ColumnChange[], more: Partial<ContractChange> = {}): ContractChange => ({
  section: "models",
  name: "m",
  contract: true,
  columns,
  ...more,
});

const id = column("id", "BIGINT", { isFilled: true });
const amount = column("amount", "DECIMAL(10,2)");
const tags = column("tags", "VARCHAR[]");
const both = change([id, amount, tags]);

/** What becomes of a text; a second run has nothing to write. */
function write(text: string, ...changes: readonly ContractChange[]): string {
  const { text: written, refused } = writeContracts("m.yml", text, changes);
  expect(refused).toEqual([]);
  const settled = changes.map((one) => ({
    ...one,
    columns: one.columns.map((each) => ({ ...each, isOther: false, isFilled: false })),
  }));
  expect(writeContracts("m.yml", written, settled)).toMatchObject({ text: written, summaries: [] });
  return written;
}

describe("writeContracts(file, text, changes)", () => {
  it("adds to columns in braces and puts others where the statement has them", () => {
    const text = `# Ours.
models:

  - name: m # the one
    description: >
      Long
      words.

    columns:   # in order
      # The key.
      - {name: id,   description: "Key, of m"}   # never null
      # Last.
      - { name: tags }
      # nothing more

  - name: other
    columns: [{name: x}]
`;
    expect(write(text, both)).toBe(`# Ours.
models:

  - name: m # the one
    description: >
      Long
      words.
    contract: true

    columns:   # in order
      # The key.
      - {name: id, type: BIGINT, constraints: [{type: not_null}],   description: "Key, of m"}   # never null
      - {name: amount, type: "DECIMAL(10,2)"}
      # Last.
      - { name: tags, type: "VARCHAR[]" }
      # nothing more

  - name: other
    columns: [{name: x}]
`);
  });

  it("keeps to blocks, to indentation, to data_type and to config: where a file does", () => {
    const text = `version: 2
models:
- name: m
  config:
    materialized: table
    contract:
      enforced: false
  columns:
  -   name: id
      data_type: int
      tests:
      - not_null
      # a comment of id
  -   name: TAGS
      description: |
        Several
        lines.
`;
    expect(write(text, change([{ ...id, isOther: true }, amount, tags]))).toBe(`version: 2
models:
- name: m
  config:
    materialized: table
    contract:
      enforced: true
  columns:
  -   name: id
      data_type: BIGINT
      constraints:
      -   type: not_null
      tests:
      - not_null
      # a comment of id
  -   name: amount
      data_type: DECIMAL(10,2)
  -   name: TAGS
      data_type: VARCHAR[]
      description: |
        Several
        lines.
`);
  });

  it("keeps the ends of lines, and a last line without one", () => {
    expect(
      write("models:\r\n  - name: m\r\n    columns:\r\n      - name: id\r\n        tests: [unique]", both),
    ).toBe(
      "models:\r\n  - name: m\r\n    contract: true\r\n    columns:\r\n      - name: id\r\n        type: BIGINT\r\n        constraints:\r\n          - type: not_null\r\n        tests: [unique]\r\n      - name: amount\r\n        type: DECIMAL(10,2)\r\n      - name: tags\r\n        type: VARCHAR[]",
    );
    expect(write("models: [{name: m}]", change([amount]))).toBe(
      'models: [{name: m, contract: true, columns: [{name: amount, type: "DECIMAL(10,2)"}]}]',
    );
  });

  it("writes into flow lists and into JSON", () => {
    expect(
      write(
        "models: [\n  { name: m, config: { tags: [a] }, columns: [\n    { name: amount, constraints: [] }, # sum\n  ] },\n]\n",
        change([id, { ...amount, isFilled: true }]),
      ),
    ).toBe(
      'models: [\n  { name: m, config: { tags: [a], contract: {enforced: true} }, columns: [\n    { name: id, type: BIGINT, constraints: [{ type: not_null }] }, { name: amount, type: "DECIMAL(10,2)", constraints: [{ type: not_null }] }, # sum\n  ] },\n]\n',
    );
    expect(write('{"models": [{"name": "m", "columns": []}]}\n', change([amount]))).toBe(
      '{"models": [{"name": "m", "contract": true, "columns": [{"name": "amount", "type": "DECIMAL(10,2)"}]}]}\n',
    );
  });

  it.each([
    ["columns:", "columns:\n      - {name: id, type: BIGINT, constraints: [{type: not_null}]}"],
    ["columns: null", "columns: \n      - {name: id, type: BIGINT, constraints: [{type: not_null}]}"],
    ["columns: []", "columns: [{name: id, type: BIGINT, constraints: [{type: not_null}]}]"],
    [
      "tags: [a]",
      "tags: [a]\n    columns:\n      - {name: id, type: BIGINT, constraints: [{type: not_null}]}",
    ],
  ])("fills %s", (before, after) => {
    const text = (inner: string) =>
      `models:\n  - name: m\n    contract: {enforced: true}\n    ${inner}\n    # end\n`;
    const written = write(text(before), change([id]));
    expect(written.replace("    # end\n", "")).toBe(text(after).replace("    # end\n", ""));
    expect(written).toContain("    # end\n");
  });

  it("adds an entry where there is none, and makes a file", () => {
    const entry =
      '  - name: m\n    contract: true\n    columns:\n      - {name: amount, type: "DECIMAL(10,2)"}\n';
    expect(write("", change([amount]))).toBe(`models:\n${entry}`);
    expect(write("# only words\n", change([amount]))).toBe(`# only words\nmodels:\n${entry}`);
    expect(write("models:\n", change([amount]))).toBe(`models:\n${entry}`);
    expect(write("groups: [{name: a}]\n", change([amount]))).toBe(`groups: [{name: a}]\nmodels:\n${entry}`);
    expect(write("models:\n  - name: n\n    # of n\nseeds:\n", change([amount]))).toBe(
      `models:\n  - name: n\n    # of n\n${entry}seeds:\n`,
    );
    expect(write("models: []\n", change([column("y", "INTEGER")], { contract: false }))).toBe(
      'models: [{name: m, columns: [{name: "y", type: INTEGER}]}]\n',
    );
    expect(write("{models: [{name: n}]}", change([column("a", "DATE")], { section: "seeds" }))).toBe(
      "{models: [{name: n}], seeds: [{name: m, contract: true, columns: [{name: a, type: DATE}]}]}",
    );
  });

  it("adds to constraints that are there", () => {
    const text = (constraints: string) =>
      `models:\n  - name: m\n    contract: true\n    columns:\n      - name: id\n        type: bigint\n        constraints:${constraints}\n`;
    expect(write(text(" [{type: unique}]"), change([id]))).toBe(text(" [{type: unique}, {type: not_null}]"));
    expect(write(text("\n          - type: unique"), change([id]))).toBe(
      text("\n          - type: unique\n          - {type: not_null}"),
    );
  });

  it("tells what is new", () => {
    const text = "models: [{name: m, columns: [{name: id, type: int}, {name: tags}, {name: gone}]}]\n";
    const { summaries } = writeContracts("m.yml", text, [change([{ ...id, isOther: true }, amount, tags])]);
    expect(summaries).toEqual([
      {
        name: "m",
        contract: true,
        added: [{ name: "amount", type: "DECIMAL(10,2)" }],
        typed: [
          { name: "id", type: "BIGINT", before: "int" },
          { name: "tags", type: "VARCHAR[]" },
        ],
        filled: ["id"],
      },
    ]);
  });

  it("leaves alone what it cannot add to without touching something else", () => {
    const shared = "models:\n  - name: n\n    columns: &c [{name: id}]\n  - name: m\n    columns: *c\n";
    expect(writeContracts("m.yml", shared, [both])).toEqual({ text: shared, summaries: [], refused: ["m"] });
    const anchor = change([id], { name: "n" });
    expect(writeContracts("m.yml", shared, [anchor])).toMatchObject({ text: shared, refused: ["n"] });
    const untyped = "models:\n  - name: m\n    columns:\n      - name: id\n        type:\n";
    expect(writeContracts("m.yml", untyped, [change([id])])).toMatchObject({ text: untyped, refused: ["m"] });
  });

  it("keeps every line of any file, and says what it is to say", () => {
    fc.assert(
      fc.property(files, columnLists, ({ text, isFlow }, columns) => {
        const { text: written, refused } = writeContracts("m.yml", text, [change(columns)]);
        expect(refused).toEqual([]);
        const said = plainOf(
          parseYaml("m.yml", written).value.root ?? { kind: "scalar", value: null, start: 0, end: 0 },
        );
        const models = (
          said as unknown as { models: { name: string; contract?: boolean; columns?: object[] }[] }
        ).models;
        const entry = models.find(({ name }) => name === "m");
        expect(entry?.contract).toBe(true);
        for (const { name, type } of columns)
          expect(entry?.columns).toContainEqual(expect.objectContaining({ name, type }));
        // What was there is still there, in order: taking letters away gives the old text again.
        expect(isSubsequence(text, written)).toBe(true);
        if (!isFlow)
          for (const line of text.split(/\r?\n/).filter((one) => one.includes("#")))
            expect(written).toContain(line);
      }),
      { numRuns: 300 },
    );
  });
});

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const letter of whole) if (letter === part[at]) at++;
  return at === part.length;
}

const names = ["id", "amount", "status", "tags", "no", "a b"];
const types = ["BIGINT", "DECIMAL(10,2)", 'STRUCT(a INTEGER, "b c" VARCHAR)[]', "MAP(VARCHAR, DATE)"];
const columnLists = fc
  .uniqueArray(fc.constantFrom(...names), { minLength: 1 })
  .chain((chosen) =>
    fc.tuple(...chosen.map((name) => fc.constantFrom(...types).map((type) => column(name, type)))),
  );

/** Files of many styles that describe `m` with some columns, or do not. */
const files = fc
  .record({
    offset: fc.constantFrom(0, 2, 4),
    gap: fc.constantFrom(2, 4),
    eol: fc.constantFrom("\n", "\r\n"),
    isFlow: fc.boolean(),
    listed: fc.uniqueArray(fc.constantFrom("id", "amount", "status", "extra")),
    comments: fc.boolean(),
    hasModel: fc.boolean(),
    hasTests: fc.boolean(),
    isEnded: fc.boolean(),
  })
  .map(({ offset, gap, eol, isFlow, listed, comments, hasModel, hasTests, isEnded }) => {
    const dash = (depth: number) => `${" ".repeat(depth)}-${" ".repeat(gap - 1)}`;
    const keys = " ".repeat(offset + gap);
    const comment = (depth: number, text: string) => (comments ? [`${" ".repeat(depth)}# ${text}`] : []);
    const inner = offset + gap + offset;
    const columns = listed.flatMap((name) =>
      isFlow
        ? [`${dash(inner)}{name: ${name}, description: "of, m"}`]
        : [
            ...comment(inner, `before ${name}`),
            `${dash(inner)}name: ${name}`,
            `${" ".repeat(inner + gap)}description: the ${name}${comments ? " # here" : ""}`,
            ...comment(inner + gap, `after ${name}`),
          ],
    );
    const lines = [
      ...comment(0, "top"),
      "models:",
      `${dash(offset)}name: first`,
      ...(hasModel ? [`${dash(offset)}name: m`, ...comment(offset + gap, "of m")] : []),
      ...(hasModel && listed.length > 0 ? [`${keys}columns:`, ...columns] : []),
      ...(hasModel && hasTests ? [`${keys}tests: [{unique: {column: id}}]`] : []),
      ...comment(0, "end"),
    ];
    return { text: lines.join(eol) + (isEnded ? eol : ""), isFlow };
  });
