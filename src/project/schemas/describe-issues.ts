import type * as z from "zod";
import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import type { Span } from "../../base/span.ts";
import { findSuggestion } from "../../base/suggest.ts";
import { branchNames, keysAt } from "./schema-keys.ts";

/** Where the values of a checked piece of data stand in the user's file. */
export interface Places {
  /** Place of a value. */
  readonly value: (path: Path) => Span;
  /** Place of a value's key; of the value itself in lists. */
  readonly key: (path: Path) => Span;
  /** What holds the path, in words: `model "orders"`. */
  readonly where: (path: Path) => string;
}

export type Path = readonly PropertyKey[];

/** Says each problem that zod found in our words, at its place. `name` is what the checked value itself is called. */
export function describeIssues(
  issues: readonly z.core.$ZodIssue[],
  schema: z.ZodType,
  input: unknown,
  places: Places,
  name = "file",
): Diagnostic[] {
  return issues.flatMap((issue) => describeIssue(issue, { schema, input, places, base: [], name }));
}

interface Context {
  readonly schema: z.ZodType;
  readonly input: unknown;
  readonly places: Places;
  /** Path of the union whose branch is described. */
  readonly base: Path;
  /** What the whole is called. */
  readonly name: string;
}

function describeIssue(issue: z.core.$ZodIssue, context: Context): Diagnostic[] {
  const path = [...context.base, ...issue.path];
  const { places } = context;
  const value = valueAt(context.input, path);
  const key = lastName(path) ?? context.name;
  const span = places.value(path);
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = keysAt(context.schema, path, issue.keys);
      return issue.keys.map((unknown) => {
        const suggestion = findSuggestion(unknown, known);
        const parameters = {
          key: unknown,
          where: places.where(path),
          known,
          ...(suggestion && { suggestion }),
        };
        return diagnose("Q0002", parameters, { span: places.key([...path, unknown]) });
      });
    }
    case "invalid_type":
      if (value === undefined && path.length > 0) {
        const holder = path.slice(0, -1);
        return [diagnose("Q0004", { key, where: places.where(holder) }, { span: places.key(holder) })];
      }
      return [wrongType(key, value, [issue.expected], span)];
    case "invalid_value":
      return [wrongValue(key, value, issue.values.map(String), places, path)];
    case "invalid_union":
      return describeUnion(issue, { ...context, base: path }, value, key);
    case "too_small":
      if (typeof value === "string")
        return [diagnose("Q0003", { key, expected: "a text", given: "empty" }, { span })];
      if (Array.isArray(value))
        return [
          diagnose("Q0003", { key, expected: "a list with something in it", given: "empty" }, { span }),
        ];
      return [
        diagnose("Q0003", { key, expected: `at least ${issue.minimum}`, given: showValue(value) }, { span }),
      ];
    case "too_big":
      return [
        diagnose("Q0003", { key, expected: `at most ${issue.maximum}`, given: showValue(value) }, { span }),
      ];
    case "custom":
      if (issue.params?.kind === "duration") {
        return [diagnose("Q0006", { key, value: showValue(value) }, { span })];
      }
      return [diagnose("Q0003", { key, expected: issue.message, given: showValue(value) }, { span })];
    default:
      return [diagnose("Q0003", { key, expected: issue.message, given: showValue(value) }, { span })];
  }
}

/** Of a union's branches the one that the value was meant for: that which does not already fail at the value itself. */
function describeUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  context: Context,
  value: unknown,
  key: string,
): Diagnostic[] {
  const { places, base: path } = context;
  const discriminator = "discriminator" in issue ? String(issue.discriminator) : undefined;
  if (discriminator !== undefined && issue.errors.length === 0) {
    // The path leads to the key that tells the branches apart.
    const holder = path.slice(0, -1);
    if (value === undefined) {
      return [
        diagnose("Q0004", { key: discriminator, where: places.where(holder) }, { span: places.key(holder) }),
      ];
    }
    return [
      wrongValue(discriminator, value, branchNames(context.schema, holder, discriminator), places, path),
    ];
  }
  const isOther = (inner: z.core.$ZodIssue) =>
    failsAtRoot(inner) || (inner.code === "invalid_value" && inner.path.length === 0 && isNested(value));
  const near = issue.errors.filter((branch) => !branch.some(isOther));
  const [best] = near.sort((a, b) => a.length - b.length);
  if (best) return best.flatMap((inner) => describeIssue(inner, context));
  const expected = issue.errors.flat().flatMap((inner) => {
    if (inner.code === "invalid_type") return [inner.expected];
    return inner.code === "invalid_union" ? inner.errors.flat().flatMap(expectedOf) : [];
  });
  return [wrongType(key, value, expected, places.value(path))];
}

/** A list or a map is meant for no branch of single values. */
const isNested = (value: unknown): boolean => typeof value === "object" && value !== null;

const expectedOf = (issue: z.core.$ZodIssue): string[] =>
  issue.code === "invalid_type" ? [issue.expected] : [];

const failsAtRoot = (issue: z.core.$ZodIssue): boolean =>
  issue.path.length === 0 &&
  (issue.code === "invalid_type" ||
    (issue.code === "invalid_union" && issue.errors.every((b) => b.some(failsAtRoot))));

function wrongType(key: string, value: unknown, expected: readonly string[], span: Span): Diagnostic {
  const wanted = [...new Set(expected.map((type) => typeWords[type] ?? type))];
  return diagnose("Q0003", { key, expected: joinOr(wanted), given: showValue(value) }, { span });
}

function wrongValue(
  key: string,
  value: unknown,
  known: readonly string[],
  places: Places,
  path: Path,
): Diagnostic {
  const suggestion = typeof value === "string" ? findSuggestion(value, known) : undefined;
  const parameters = { key, value: showValue(value), known, ...(suggestion && { suggestion }) };
  return diagnose("Q0005", parameters, { span: places.value(path) });
}

const typeWords: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
  null: "empty",
};

/** A value as a message shows it. */
export function showValue(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (typeof value !== "string") return String(value);
  return `"${value.length > 40 ? `${value.slice(0, 39)}…` : value}"`;
}

function joinOr(words: readonly string[]): string {
  return words.length < 2
    ? (words[0] ?? "something else")
    : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function lastName(path: Path): string | undefined {
  for (let i = path.length - 1; i >= 0; i--) if (typeof path[i] === "string") return path[i] as string;
  return undefined;
}

function valueAt(input: unknown, path: Path): unknown {
  let value = input;
  for (const step of path) {
    if (value === null || typeof value !== "object") return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}
