import { type DataTest, failingRows } from "./data-test.ts";

/**
 * The expression holds for every row; a row for which it is null passes, as in a CHECK constraint. Under a column the expression may
 * start with an operator: `>= 0`.
 */
export const expression: DataTest = {
  aliases: ["expression_is_true", "dbt_utils.expression_is_true"],
  column: "optional",
  arguments: { expression: { type: "text", required: true } },
  compile({ from, column, arguments: given }) {
    const text = String(given.expression).trim();
    const condition = column !== undefined && continues.test(text) ? `${column} ${text}` : text;
    return failingRows(from, `not (${condition}\n)`);
  },
};

const continues = /^(?:[-=<>!+*/%|&^~:]|(?:is|in|not|between|like|ilike|similar|glob)\b)/i;
