import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseType, type TypeText } from "../../src/sql/parse-type.ts";
import { memorySession } from "../adapters/duckdb/scratch.ts";

const session = await memorySession();

describe("parseType(text)", () => {
  it("reads scalars, with their words and without their numbers", () => {
    expect(parseType("INTEGER")).toEqual({ kind: "scalar", name: "INTEGER" });
    expect(parseType("DECIMAL(10,2)")).toEqual({ kind: "scalar", name: "DECIMAL" });
    expect(parseType("timestamp with time zone")).toEqual({
      kind: "scalar",
      name: "TIMESTAMP WITH TIME ZONE",
    });
    expect(parseType('"NULL"')).toEqual({ kind: "scalar", name: "NULL" });
  });

  it("reads lists and arrays of any depth", () => {
    const integers: TypeText = { kind: "list", item: { kind: "scalar", name: "INTEGER" } };
    expect(parseType("INTEGER[]")).toEqual(integers);
    expect(parseType("INTEGER[3][]")).toEqual({ kind: "list", item: integers });
  });

  it("reads names in quotes, keywords and quotes within them", () => {
    const type = parseType(
      `STRUCT("a b" INTEGER, "x""y" TIMESTAMP WITH TIME ZONE, "with" VARCHAR[], é DATE)`,
    );
    expect(type).toMatchObject({
      entries: [{ name: "a b" }, { name: 'x"y' }, { name: "with" }, { name: "é" }],
    });
  });

  it("reads the values of an ENUM, with commas, quotes and parentheses in them", () => {
    expect(parseType(`ENUM('a', 'it''s, (b)', '"')`)).toEqual({
      kind: "enum",
      values: ["a", "it's, (b)", '"'],
    });
  });

  it("reads structs without names", () => {
    expect(parseType("STRUCT(INTEGER, TIME WITH TIME ZONE)")).toEqual({
      kind: "struct",
      entries: [
        { type: { kind: "scalar", name: "INTEGER" } },
        { type: { kind: "scalar", name: "TIME WITH TIME ZONE" } },
      ],
    });
  });

  it.each([
    "",
    "(",
    "INTEGER[",
    "MAP(VARCHAR)",
    "STRUCT(a INTEGER",
    "STRUCT(a INTEGER) b",
    "INTEGER,",
    "[]",
    "1",
  ])("gives nothing for %j", (text) => {
    expect(parseType(text)).toBeUndefined();
  });

  it("reads every type that the engine prints of random ones", async () => {
    const name = fc
      .string({ unit: "binary-ascii", minLength: 1, maxLength: 6 })
      .filter((text) => !text.includes("\0"));
    const names = fc.uniqueArray(name, {
      minLength: 1,
      maxLength: 3,
      selector: (text) => text.toLowerCase(),
    });
    const { type } = fc.letrec<{ type: TypeText }>((tie) => {
      const entries = names.chain((all) =>
        fc.tuple(...all.map((each) => fc.record({ name: fc.constant(each), type: tie("type") }))),
      );
      return {
        type: fc.oneof(
          { depthSize: "small", withCrossShrink: true },
          fc.constantFrom<TypeText>(
            { kind: "scalar", name: "INTEGER" },
            { kind: "scalar", name: "TIME WITH TIME ZONE" },
          ),
          names.map((values): TypeText => ({ kind: "enum", values })),
          fc.record({ kind: fc.constant("list" as const), item: tie("type") }),
          fc.record({ kind: fc.constant("struct" as const), entries }),
          fc.record({ kind: fc.constant("union" as const), members: entries }),
          fc.record({ kind: fc.constant("map" as const), key: tie("type"), value: tie("type") }),
        ),
      };
    });
    await fc.assert(
      fc.asyncProperty(type, async (wanted) => {
        const [column] = await session.describe(`select cast(null as ${renderSql(wanted)}) as v`);
        expect(parseType(column?.type ?? "")).toEqual(wanted);
      }),
      { numRuns: 200 },
    );
  });
});

function renderSql(type: TypeText): string {
  const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
  const list = (entries: readonly { readonly name?: string; readonly type: TypeText }[]) =>
    entries.map((entry) => `${quoted(entry.name ?? "")} ${renderSql(entry.type)}`).join(", ");
  switch (type.kind) {
    case "scalar":
      return type.name;
    case "enum":
      return `ENUM(${type.values.map((value) => `'${value.replaceAll("'", "''")}'`).join(", ")})`;
    case "list":
      return `${renderSql(type.item)}[]`;
    case "struct":
      return `STRUCT(${list(type.entries)})`;
    case "union":
      return `UNION(${list(type.members)})`;
    case "map":
      return `MAP(${renderSql(type.key)}, ${renderSql(type.value)})`;
  }
}
