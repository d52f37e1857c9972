import { describe, expect, it } from "vitest";
import {
  findDependencyCalls,
  parseDependencyText,
  renderDependencyCall,
} from "../../src/template/dependency-text.ts";
import { makeSpan } from "../graph/make-project.ts";

const span = makeSpan("models/a.yml");

describe("parseDependencyText(text, span)", () => {
  it.each([
    ['ref "a"', "ref('a')"],
    ["ref 'a'", "ref('a')"],
    ['{{ref "a"}}', "ref('a')"],
    ["{{ ref('a') }}", "ref('a')"],
    ["ref( 'a' )", "ref('a')"],
    ["ref('p', 'a')", "ref('p', 'a')"],
    ['ref "p" "a"', "ref('p', 'a')"],
    ["ref('a', v=2)", "ref('a', v=2)"],
    ["ref('a', version='2.1')", "ref('a', v=2.1)"],
    ['ref "a" v="2"', "ref('a', v=2)"],
    ["source('s', 't')", "source('s', 't')"],
    ['{{source "s" "t"}}', "source('s', 't')"],
  ])("%s is %s", (text, expected) => {
    const call = parseDependencyText(text, span);
    expect(call && renderDependencyCall(call)).toBe(expected);
    expect(call?.span).toBe(span);
  });

  it.each([
    "a",
    "reference",
    "ref",
    "ref()",
    "ref a",
    "ref(a)",
    'source "s"',
    'ref "a" "b" "c"',
    'ref "a" + 1',
    '{{ref "a"',
    'ref "a" of="b"',
    'id in (select 1 from {{ref "a"}})',
  ])("%s is none", (text) => {
    expect(parseDependencyText(text, span)).toBeUndefined();
  });
});

describe("findDependencyCalls(text, span)", () => {
  it.each([
    ["no call", []],
    ['select * from {{ref "a"}} join {{ source("s", "t") }} using (id)', ["ref('a')", "source('s', 't')"]],
    ['{{var "ref"}} {{ref name}}', []],
  ])("%s", (text, expected) => {
    expect(findDependencyCalls(text, span).map(renderDependencyCall)).toEqual(expected);
  });
});
