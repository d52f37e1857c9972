import { textOf } from "../stable-hash.ts";
import { commonestValues, type MethodOf, type ParameterMethod } from "./method.ts";

type OneHot = MethodOf<"one_hot">;

/** How many of the commonest values get a column where neither values nor a limit are declared. */
const defaultLimit = 10;

/**
 * A column a value. What a statement's columns are called cannot depend on data: where the values are declared they are in the names
 * (`country_is_kr`), otherwise the columns are numbered from the commonest value (`country_is_top_1`), and what was fitted says which it is.
 * A missing value is none of them; so is one that did not come in training.
 */
export const oneHot: ParameterMethod<OneHot> = {
  shape: "parameters",
  outputs: (as, { values, limit }) =>
    values === undefined
      ? Array.from({ length: limit ?? defaultLimit }, (_, index) => `${as}_top_${index + 1}`)
      : nameValues(as, values),
  fit: (column, { values, limit }): Readonly<Record<string, string>> =>
    values === undefined ? { values: commonestValues(textOf(column), limit ?? defaultLimit) } : {},
  apply: (column, { values, limit }, of, dialect) =>
    values === undefined
      ? Array.from({ length: limit ?? defaultLimit }, (_, index) => isValue(column, of("values", index)))
      : values.map((value) => isValue(column, dialect.renderString(value))),
};

const isValue = (column: string, value: string) => `coalesce(${textOf(column)} = ${value}, false)`;

/** Letters and digits of any script in lower case, everything else an underscore; a number behind what would be a name twice. */
function nameValues(as: string, values: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return values.map((value) => {
    const base = `${as}_${value
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, "_")
      .replaceAll(/^_+|_+$/g, "")}`;
    let name = base;
    for (let number = 2; taken.has(name); number += 1) name = `${base}_${number}`;
    taken.add(name);
    return name;
  });
}
