import { describe, expect, it } from "vitest";
import { locateWord } from "../../src/compile/locate-word.ts";
import type { ModelNode } from "../../src/graph/types.ts";

const text = `const amount = 1; // amount, before the model
export default model({}, ({ db, ref }) => db.selectFrom(ref("orders"))
  .select(["id", "orders.amount", "amount_due"]));
`;
const span = { file: "models/a.ts", line: 2, column: 16 };
const node = { span, template: { typescript: { span } } } as unknown as ModelNode;

const find = (sql: string, word: string) =>
  locateWord(node, sql, sql.indexOf(word), { readText: () => text });

describe("locateWord(node, sql, at, options)", () => {
  it("finds the last part of the name, behind the call of model, as a whole word", () => {
    const place = { file: "models/a.ts", line: 3, column: 26, length: 6 };
    expect(find('select "orders"."amount" from x', '"orders"."amount"')).toEqual(place);
    expect(find("select amount from x", "amount")).toEqual(place);
  });

  it("gives the call of model where the name is not in the file, or none stands there", () => {
    expect(find('select "other" from x', '"other"')).toEqual(span);
    expect(find("select (1)", "(1)")).toEqual(span);
  });
});
