import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findJsonMistake } from "../../../src/serving/http/find-json-mistake.ts";

describe("findJsonMistake(text)", () => {
  it.each([
    ['{"keys": [1,]}', 12],
    ['{"keys": [1', 11],
    ["", 0],
    ["[1] 2", 4],
    ['{"a" 1}', 5],
    ["{a: 1}", 1],
    ['["a\nb"]', 1],
    ["[01]", 2],
    ["[1}", 2],
    ["{,}", 1],
    ["tru", 0],
  ])("%j is none from %d on", (text, offset) => {
    expect(findJsonMistake(text)).toBe(offset);
  });

  it("finds a mistake where JSON.parse does, and only there", () => {
    const cut = fc
      .tuple(
        fc.json({ maxDepth: 4 }),
        fc.nat(),
        fc.constantFrom("", ",", "}", "]", '"', ":", "x", "\\", " ", "0"),
      )
      .map(([text, at, sign]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + sign + text.slice(place + (at % 2));
      });
    fc.assert(
      fc.property(cut, (text) => {
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        expect(findJsonMistake(text) === undefined).toBe(isJson);
      }),
      { numRuns: 5000 },
    );
  });
});
