import { describe, expect, it } from "vitest";
import { parseFailureCondition } from "../../src/compile/failure-condition.ts";
import { prependCtes, readStatement, squeezeText } from "../../src/compile/statement-text.ts";

describe("squeezeText(text)", () => {
  it("takes away comments and white space, but for what is in quotes", () => {
    expect(squeezeText("\n-- what\nselect  'a  -- b', \"c  d\" /* e /* f */ */\n,1 -- end")).toBe(
      "select 'a  -- b', \"c  d\" ,1",
    );
    expect(squeezeText("select 1")).toBe("select 1");
    expect(squeezeText("select $$a  b$$, 'open  ")).toBe("select $$a  b$$, 'open");
    expect(squeezeText(" -- only\n")).toBe("");
  });
});

describe("readStatement(text)", () => {
  it.each([
    ["select 1", "one", "select 1"],
    ["select 1;", "one", "select 1"],
    ["select 1 ; -- end ; \n /* ; */", "one", "select 1 "],
    ["select ';' || $$;$$ || \";\" || e'\\';' || $a$;$b$;$a$", "one", undefined],
    ["select 1 -- ;", "one", undefined],
    ["select 1 /* /* ; */ ; */", "one", undefined],
    ["select 1;;", "one", "select 1"],
    ["select 1; select 2", "several", undefined],
    ["select 'it''s'; drop table x", "several", undefined],
    ["", "none", undefined],
    [" -- only a comment\n", "none", undefined],
    [";", "none", ""],
    ["select $1, 'a' -- unclosed '", "one", undefined],
  ])("%j", (text, kind, expected) => {
    expect(readStatement(text)).toEqual({ text: expected ?? text, kind });
  });
});

describe("prependCtes(statement, ctes)", () => {
  const join = (statement: string) =>
    prependCtes(statement, "c as (x)")
      .map(({ text }) => text)
      .join("");

  it.each([
    ["select 1", "with c as (x)\nselect 1"],
    ["-- a\nselect 1", "-- a\nwith c as (x)\nselect 1"],
    ["with a as (y) select 1", "with c as (x), a as (y) select 1"],
    ["WITH/* */RECURSIVE a as (y) select 1", "WITH/* */RECURSIVE c as (x), a as (y) select 1"],
    ["with recursively as (y) select 1", "with c as (x), recursively as (y) select 1"],
    ["(select 1)", "with c as (x)\nselect * from (\n(select 1)\n)"],
    ["summarize t", "with c as (x)\nselect * from (\nsummarize t\n)"],
    ["from t", "with c as (x)\nfrom t"],
  ])("%j", (statement, expected) => {
    expect(join(statement)).toBe(expected);
  });

  it("keeps the whole statement in its pieces", () => {
    const statement = "/* c */ with recursive a as (y) select 1";
    for (const { text, at } of prependCtes(statement, "c"))
      if (at !== undefined) expect(statement.slice(at, at + text.length)).toBe(text);
  });
});

describe("parseFailureCondition(text)", () => {
  it.each([
    ["> 10", { operator: ">", value: 10 }],
    [">=0", { operator: ">=", value: 0 }],
    [" <> 5 ", { operator: "!=", value: 5 }],
    ["== 3", { operator: "=", value: 3 }],
    ["BETWEEN 1 AND 5", { operator: "between", value: 1, upper: 5 }],
  ])("%j", (text, expected) => {
    expect(parseFailureCondition(text)).toMatchObject(expected);
  });

  it.each(["10", "> ten", "> 1.5", "> -1", "between 1", "> 1 or < 3", ""])("is undefined for %j", (text) => {
    expect(parseFailureCondition(text)).toBeUndefined();
  });
});
