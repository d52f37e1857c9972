import { describe, expect, it } from "vitest";
import { renderBytes, renderSeconds } from "../../src/cli/render/numbers.ts";
import { renderCsv, renderJsonRows, renderTable } from "../../src/cli/render/rows.ts";
import { parseVars, readDuration, readMoment } from "../../src/cli/values.ts";

describe("parseVars(texts)", () => {
  it("takes name=value, YAML and JSON; later ones win", async () => {
    expect(await parseVars(["a=1", "b=x=y", "c=", "d=true", "e=[1, two]", "zone=Asia/Seoul"])).toEqual({
      a: 1,
      b: "x=y",
      c: "",
      d: true,
      e: [1, "two"],
      zone: "Asia/Seoul",
    });
    expect(await parseVars(["{a: 1, b: {c: [x]}}", '{"a": "2"}', "d: 2024-01-01"])).toEqual({
      a: "2",
      b: { c: ["x"] },
      d: "2024-01-01",
    });
  });

  it.each(["{a: [", "just words", "[1, 2]", ""])("refuses %j", async (text) => {
    await expect(parseVars([text])).rejects.toThrow(/Q0705/);
  });
});

describe("readDuration(option, text, plain)", () => {
  it("gives seconds", () => {
    expect(readDuration("--sample", "7d")).toBe(604_800);
    expect(readDuration("--lock-timeout", "0", true)).toBe(0);
    expect(readDuration("--lock-timeout", "90", true)).toBe(90);
  });

  it.each(["", "soon", "-1d", "7 fortnights"])("refuses %j", (text) => {
    expect(() => readDuration("--sample", text)).toThrow(/Q0704/);
  });
});

describe("readMoment(option, text)", () => {
  it("takes dates and times, in UTC where no zone is given", () => {
    expect(readMoment("--event-time-start", "2024-02-29").toISOString()).toBe("2024-02-29T00:00:00.000Z");
    expect(readMoment("--event-time-start", "2024-01-01 06:30").toISOString()).toBe(
      "2024-01-01T06:30:00.000Z",
    );
    expect(readMoment("--event-time-start", "2024-01-01T06:30:15+09:00").toISOString()).toBe(
      "2023-12-31T21:30:15.000Z",
    );
  });

  it.each(["yesterday", "2023-02-29", "2024-13-01", "2024-01-01T25:00"])("refuses %j", (text) => {
    expect(() => readMoment("--event-time-start", text)).toThrow(/Q0704/);
  });
});

describe("rows", () => {
  const table = {
    columns: ["id", "name", "price"],
    rows: [
      [1, "a", "10.50"],
      [20, "가나 \n x", null],
    ],
    numeric: [true, false, true],
  };

  it("are a table with aligned columns", () => {
    expect(renderTable(table)).toBe(
      ["id  name       price", "──  ─────────  ─────", " 1  a          10.50", "20  가나 \\n x   NULL"].join(
        "\n",
      ),
    );
  });

  it("are CSV with quotes where they are needed", () => {
    expect(
      renderCsv({
        columns: ["a", "b,c"],
        rows: [
          ["", null],
          ['say "hi"', "two\nlines"],
          [{ x: [1] }, true],
        ],
      }),
    ).toBe('a,"b,c"\n"",\n"say ""hi""","two\nlines"\n"{""x"":[1]}",true');
  });

  it("are a JSON list", () => {
    expect(JSON.parse(renderJsonRows(table))).toEqual([
      { id: 1, name: "a", price: "10.50" },
      { id: 20, name: "가나 \n x", price: null },
    ]);
    expect(renderJsonRows({ columns: ["a"], rows: [] })).toBe("[]");
    expect(renderJsonRows({ columns: ["a"], rows: [[2n ** 70n]] })).toBe(
      '[\n{"a":"1180591620717411303424"}\n]',
    );
  });
});

describe("numbers", () => {
  it("are short and have a unit", () => {
    expect([0.042, 12.34, 75, 3600, 7260].map(renderSeconds)).toEqual([
      "0.04 s",
      "12.3 s",
      "1 min 15 s",
      "1 h 00 min",
      "2 h 01 min",
    ]);
    expect([999, 1500, 2_500_000_000].map(renderBytes)).toEqual(["999 B", "1.5 kB", "2.5 GB"]);
  });
});
