import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import type { Span } from "../../base/span.ts";
import { findSuggestion } from "../../base/suggest.ts";
import type { Json } from "../../project/definitions.ts";
import type { ArgumentShape, ArgumentType, DataTest } from "./data-test.ts";

/** Checks a test's arguments and gives them the names that the test knows; undefined after reporting what is wrong. */
export function checkArguments(
  name: string,
  test: DataTest,
  given: Readonly<Record<string, Json>>,
  span: Span,
  report: (diagnostic: Diagnostic) => void,
): Readonly<Record<string, Json>> | undefined {
  let fine = true;
  const fail = (diagnostic: Diagnostic): void => {
    report(diagnostic);
    fine = false;
  };
  const checked: Record<string, Json> = {};
  for (const [key, value] of Object.entries(given)) {
    const argument = findArgument(test, key);
    const shape = argument === undefined ? undefined : test.arguments[argument];
    if (argument === undefined || shape === undefined) {
      const known = Object.keys(test.arguments);
      const suggestion = findSuggestion(key, known);
      fail(
        diagnose("Q0471", { test: name, argument: key, known, ...(suggestion && { suggestion }) }, { span }),
      );
      continue;
    }
    const expected = describeMismatch(shape, value);
    if (expected !== undefined)
      fail(
        diagnose("Q0473", { test: name, argument: key, expected, given: JSON.stringify(value) }, { span }),
      );
    checked[argument] = value;
  }
  for (const [argument, shape] of Object.entries(test.arguments))
    if (shape.required && !Object.hasOwn(checked, argument))
      fail(diagnose("Q0472", { test: name, argument }, { span }));
  return fine ? checked : undefined;
}

function findArgument(test: DataTest, key: string): string | undefined {
  if (Object.hasOwn(test.arguments, key)) return key;
  return Object.keys(test.arguments).find((name) => test.arguments[name]?.aliases?.includes(key));
}

/** What the value should have been, or undefined where it fits. */
function describeMismatch(shape: ArgumentShape, value: Json): string | undefined {
  const { words, fits } = types[shape.type];
  if (!fits(value)) return words;
  if (shape.values !== undefined && !shape.values.includes(String(value)))
    return `one of ${shape.values.join(", ")}`;
  return undefined;
}

const isText = (value: Json): boolean => typeof value === "string" && value.trim() !== "";
const isNumber = (value: Json): boolean => typeof value === "number";
const isScalar = (value: Json): boolean =>
  isText(value) || value === "" || isNumber(value) || typeof value === "boolean";
const isList = (value: Json, item: (value: Json) => boolean): boolean =>
  Array.isArray(value) && value.every(item);

const types: Readonly<
  Record<ArgumentType, { readonly words: string; readonly fits: (value: Json) => boolean }>
> = {
  text: { words: "a text", fits: (value) => isText(value) || isNumber(value) },
  number: { words: "a number", fits: isNumber },
  boolean: { words: "true or false", fits: (value) => typeof value === "boolean" },
  name: { words: "the name of a column", fits: isText },
  names: { words: "a list of column names", fits: (value) => isText(value) || isList(value, isText) },
  relation: { words: 'a model or source, such as ref "customers"', fits: isText },
  expression: { words: "a number, a date or SQL", fits: (value) => isText(value) || isNumber(value) },
  scalars: {
    words: "a list of texts, numbers or booleans",
    fits: (value) => isScalar(value) || isList(value, (item) => item === null || isScalar(item)),
  },
  "count-or-relation": {
    words: "a number, or a model or source",
    fits: (value) => isNumber(value) || isText(value),
  },
};
