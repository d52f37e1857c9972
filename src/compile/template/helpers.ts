import type { Dialect } from "../../sql/dialect.ts";
import type { HelperCall } from "./evaluate.ts";

/** A helper that only computes: it reads nothing but its arguments. */
export type PureHelper = (args: readonly unknown[], call: HelperCall) => unknown;

/**
 * Helpers for conditions, lists and text; those that write SQL use the dialect. A list given as last argument counts as its items:
 * `(in status (var "paid_statuses"))`.
 */
export function pureHelpers(dialect: Dialect): Readonly<Record<string, PureHelper>> {
  return {
    eq: ([a, b]) => a === b,
    ne: ([a, b]) => a !== b,
    gt: ([a, b]) => compare(a, b) > 0,
    gte: ([a, b]) => compare(a, b) >= 0,
    lt: ([a, b]) => compare(a, b) < 0,
    lte: ([a, b]) => compare(a, b) <= 0,
    and: (args) => args.every(isTrue),
    or: (args) => args.find(isTrue) ?? args.at(-1),
    not: ([value]) => !isTrue(value),
    in: ([value, ...rest]) => items(rest).includes(value),
    default: (args) => args.find((value) => value !== undefined && value !== null),

    list: (args) => args,
    object: (_args, call) => call.hash,
    /** Numbers from a (0) up to but without b, by steps of c (1): `(range 3)`, `(range 1 4)`, `(range 0 10 5)`. */
    range: (args) => range(args.map(Number)),
    split: ([text, separator]) => asText(text).split(separator === undefined ? "," : asText(separator)),
    length: ([value]) => (typeof value === "string" ? value.length : items([value]).length),
    lookup: ([from, key]) =>
      from !== null && typeof from === "object" && Object.hasOwn(from, String(key))
        ? (from as Record<string, unknown>)[String(key)]
        : undefined,
    join: ([list, separator]) =>
      items([list])
        .map(asText)
        .join(separator === undefined ? ", " : asText(separator)),
    concat: (args) => args.map(asText).join(""),
    upper: ([text]) => asText(text).toUpperCase(),
    lower: ([text]) => asText(text).toLowerCase(),
    trim: ([text]) => asText(text).trim(),
    replace: ([text, from, to]) => asText(text).replaceAll(asText(from), asText(to)),
    add: (args) => args.reduce((sum: number, value) => sum + Number(value), 0),
    subtract: ([a, b]) => Number(a) - Number(b),

    /** Text as a string literal; a list as several. */
    quote: ([value]) =>
      Array.isArray(value)
        ? value.map((item) => dialect.renderString(asText(item))).join(", ")
        : dialect.renderString(asText(value)),
    /** A literal of the value's own type; a list as several. */
    literal: ([value]) =>
      Array.isArray(value)
        ? value.map((item) => dialect.renderLiteral(item)).join(", ")
        : dialect.renderLiteral(value),
    /** A name, quoted where it needs to be; a list as several. */
    ident: ([value]) =>
      items([value])
        .map((item) => dialect.quoteName(asText(item)))
        .join(", "),
  };
}

function isTrue(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  return Number(a) - Number(b);
}

function items(values: readonly unknown[]): readonly unknown[] {
  const [first] = values;
  if (values.length !== 1) return values;
  if (Array.isArray(first)) return first;
  return first === undefined || first === null ? [] : [first];
}

function range(bounds: readonly number[]): readonly number[] {
  const [from = 0, to = 0, step = 1] = bounds.length === 1 ? [0, ...bounds] : bounds;
  const length = Math.ceil((to - from) / step);
  return length > 0 && Number.isFinite(length)
    ? Array.from({ length }, (_, index) => from + index * step)
    : [];
}

function asText(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}
