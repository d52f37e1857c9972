import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCsv } from "../../../src/compile/unit-tests/parse-csv.ts";

const place = (line: number, column: number, length: number) => ({ file: "x.csv", line, column, length });
const read = (text: string) => {
  const { value, diagnostics } = parseCsv(text, place);
  return {
    rows: value.map(({ cells }) =>
      Object.fromEntries(cells.map(({ column, value: cell }) => [column, cell])),
    ),
    problems: diagnostics.map(({ message, span }) => `${span?.line}:${span?.column} ${message}`),
  };
};

describe("parseCsv(text, placeOf)", () => {
  it("reads back what was written by RFC 4180", () => {
    const field = fc.option(fc.string({ unit: fc.constantFrom(..."ab, \"\n'é"), maxLength: 5 }), {
      nil: null,
    });
    const quote = (text: string | null) => (text === null ? "" : `"${text.replaceAll('"', '""')}"`);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(field, field), { maxLength: 5 }),
        fc.constantFrom("\n", "\r\n"),
        (rows, end) => {
          const text = [`a,b`, ...rows.map(([a, b]) => `${quote(a)},${quote(b)}`)].join(end) + end;
          expect(read(text)).toEqual({ rows: rows.map(([a, b]) => ({ a, b })), problems: [] });
        },
      ),
    );
  });

  it("takes missing fields at the end of a line for not given, and blank lines for nothing", () => {
    expect(read("a,b\n1\n\n  \n2,\n").rows).toEqual([{ a: "1" }, { a: "2", b: null }]);
    expect(read("a,b\n1,").rows).toEqual([{ a: "1", b: null }]);
  });

  it("keeps the place of each field, behind line feeds within quotes too", () => {
    const { value } = parseCsv('a,b\n"x\ny",2\n3,44\n', place);
    expect(value[0]?.cells[1]?.span).toMatchObject({ line: 3, column: 4, length: 1 });
    expect(value[1]?.cells[1]?.span).toMatchObject({ line: 4, column: 3, length: 2 });
    expect(value[1]?.cells[1]?.keySpan).toMatchObject({ line: 1, column: 3 });
  });

  it("says what is wrong", () => {
    expect(read("").problems).toEqual(["1:1 the CSV cannot be read: it is empty"]);
    expect(read("a,,b\n").problems).toEqual(["1:3 the CSV cannot be read: a column has no name"]);
    expect(read("a,a\n").problems).toEqual(['1:3 the CSV cannot be read: two columns are called "a"']);
    expect(read("a\n1,2\n").problems).toEqual([
      "2:3 the CSV cannot be read: a line has 2 fields, the header 1",
    ]);
    expect(read('a\n"1\n').problems).toEqual(["2:1 the CSV cannot be read: a quoted field is not closed"]);
  });
});
