import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { renderTest } from "../../src/unit/write/render-test.ts";

const columns = [
  { name: "id", type: "INTEGER" },
  { name: "Odd name", type: "VARCHAR" },
  { name: "amount", type: "DECIMAL(10,2)" },
  { name: "parts", type: "STRUCT(a INTEGER)[]" },
];

describe("renderTest(test)", () => {
  it("writes YAML that reads as the values that were given", () => {
    const value = fc.tuple(
      fc.option(fc.integer(), { nil: null }),
      fc.option(fc.string(), { nil: null }),
      fc.option(fc.constantFrom("1.50", "-3.25", "0.00"), { nil: null }),
      fc.option(fc.array(fc.record({ a: fc.integer() })), { nil: null }),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), (rows) => {
        const data = { columns, rows };
        const text = renderTest({
          name: "t",
          description: "a: b",
          model: "m",
          given: [{ input: 'ref "x"', data }],
          expect: data,
        });
        const [test] = parse(text).unit_tests;
        const wanted = rows.map(([id, odd, amount, parts]) => ({
          id,
          "Odd name": odd,
          amount: amount === null ? null : Number(amount),
          parts,
        }));
        expect(test.given[0].rows).toEqual(wanted);
        expect(test.expect.rows).toEqual(wanted);
        expect(test).toMatchObject({ name: "t", description: "a: b", model: "m" });
      }),
    );
  });
});
