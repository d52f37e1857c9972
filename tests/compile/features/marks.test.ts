import { describe, expect, it } from "vitest";
import { openMarks } from "../../../src/compile/features/marks.ts";

const text = (sql: string, line: number) => ({ sql, span: { file: "x.yml", line, column: 1 } });

describe("openMarks()", () => {
  it("tells which parts of a statement were written where, however deep they stand in each other", () => {
    const { mark, take } = openMarks();
    const amount = mark("amount", text("amount", 1));
    const both = mark(`${amount} > 1`, text("both", 2));
    const taken = take(`select sum(${amount}) filter (where ${both}) from t`);
    expect(taken.text).toBe("select sum(amount) filter (where amount > 1) from t");
    expect(
      taken.parts.map(({ start, end, text: { span } }) => [taken.text.slice(start, end), span.line]),
    ).toEqual([
      ["amount", 1],
      ["amount", 1],
      ["amount > 1", 2],
    ]);
  });

  it("gives equal texts one mark, the place of the first", () => {
    const { mark, take } = openMarks();
    const [first, second] = [mark("amount", text("amount", 1)), mark("amount", text("amount", 2))];
    expect(second).toBe(first);
    expect(take(second).parts[0]?.text.span.line).toBe(1);
  });
});
