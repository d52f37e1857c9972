import { type DataTest, failingRows, renderExpression } from "./data-test.ts";

/** Every value lies within bounds, which belong to the range unless `inclusive: false`; nulls are not looked at. */
export const acceptedRange: DataTest = {
  column: "required",
  arguments: {
    min_value: { type: "expression", aliases: ["min"] },
    max_value: { type: "expression", aliases: ["max"] },
    inclusive: { type: "boolean" },
  },
  compile({ from, column, arguments: { min_value: min, max_value: max, inclusive }, dialect }) {
    const equal = inclusive === false ? "" : "=";
    const bounds = [
      ...(min === undefined ? [] : [`${column} >${equal} ${renderExpression(min, dialect)}`]),
      ...(max === undefined ? [] : [`${column} <${equal} ${renderExpression(max, dialect)}`]),
    ];
    if (bounds.length === 0) return { problem: "it needs `min_value`, `max_value` or both" };
    return failingRows(from, bounds.map((bound) => `not (${bound})`).join(" or "));
  },
};
