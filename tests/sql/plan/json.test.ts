import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quoteLongNumbers } from "../../../src/sql/plan/json.ts";

/** Keys as the engine has them; strings as users have them, with what looks like the end of a key and a number. */
const key = fc.stringMatching(/^[a-z][a-z_]{0,8}$/);
const nasty = fc.constantFrom(
  '":',
  '"',
  "\\",
  '\\":',
  '"value":12345678901234567,',
  "12345678901234567",
  "a",
  ":",
  ",",
);
const text = fc.oneof(
  fc.string(),
  fc.array(nasty, { maxLength: 6 }).map((parts) => parts.join("")),
);
const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    text,
    fc.boolean(),
    fc.integer(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4 }),
  ),
}));

describe("quoteLongNumbers(text)", () => {
  it("leaves alone whatever JSON.parse reads without loss", () => {
    fc.assert(
      fc.property(plain.value, (value) => {
        expect(JSON.parse(quoteLongNumbers(JSON.stringify(value)))).toEqual(value);
      }),
    );
  });

  it("makes strings of numbers that JSON.parse would round or refuse", () => {
    fc.assert(
      fc.property(key, text, fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n }), (name, other, number) => {
        const written = `{"other":${JSON.stringify(other)},"${name}":${number}}`;
        const read = JSON.parse(quoteLongNumbers(written))[name];
        expect(String(read)).toBe(String(number));
      }),
    );
    expect(JSON.parse(quoteLongNumbers('{"a":Infinity,"b":-Infinity,"c":NaN}'))).toEqual({
      a: "Infinity",
      b: "-Infinity",
      c: "NaN",
    });
  });
});
