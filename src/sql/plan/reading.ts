import type { Expression } from "./expressions.ts";
import type { Json, JsonObject } from "./json.ts";

/** Thrown where a plan holds what this reader does not know; caught by readPlan. */
export class Untraceable extends Error {
  readonly what: string;

  constructor(what: string) {
    super(what);
    this.what = what;
  }
}

/** What the readers of one plan share. */
export interface Reading {
  /** The last place of the statement that was seen. */
  position: number | undefined;
  /** Inside the body of a lambda a reference means a parameter, not a column of the input. */
  inLambda: boolean;
  /** The database that names without one mean. */
  readonly database: string;
  readonly expression: (value: Json | undefined) => Expression;
}

/** 2^64-1, the engine's "none". */
export const none = "18446744073709551615";

/**
 * Refuses keys of a class that are not known and hold something. What the engine adds in a later version must never be dropped in silence;
 * an empty one (false, "", [], none) says what its absence says.
 */
export function allowKeys(node: JsonObject, known: ReadonlySet<string>, className: string): void {
  for (const key in node) {
    if (!known.has(key) && !isEmpty(node[key] ?? null)) throw new Untraceable(`${key} of ${className}`);
  }
}

/** Refuses a known key that only optimised plans fill. */
export function demandEmpty(node: JsonObject, key: string, className: string): void {
  if (!isEmpty(node[key] ?? null)) throw new Untraceable(`${key} of ${className}`);
}

function isEmpty(value: Json): boolean {
  if (value === null || value === false || value === "" || value === none) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

export function asObject(value: Json | undefined, what: string): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Untraceable(what);
  return value as JsonObject;
}

export function asList(value: Json | undefined, what: string): readonly Json[] {
  if (!Array.isArray(value)) throw new Untraceable(what);
  return value;
}

export function asText(value: Json | undefined, what: string): string {
  if (typeof value !== "string") throw new Untraceable(what);
  return value;
}

export function asFlag(value: Json | undefined, what: string): boolean {
  if (typeof value !== "boolean") throw new Untraceable(what);
  return value;
}

/** A count or position. */
export function asIndex(value: Json | undefined, what: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw new Untraceable(what);
  return value;
}

export const asIndexes = (value: Json | undefined, what: string): readonly number[] =>
  asList(value, what).map((each) => asIndex(each, what));

/** The digits of a number that may be a string, where it was long. */
export function asDigits(value: Json | undefined, what: string): string {
  if (typeof value === "number") return String(value);
  return asText(value, what);
}

/** One of a closed list of words, translated. */
export function translate<T extends string>(
  words: Readonly<Record<string, T>>,
  value: Json | undefined,
  what: string,
): T {
  const word = typeof value === "string" && Object.hasOwn(words, value) ? words[value] : undefined;
  if (word === undefined) throw new Untraceable(`${what} ${String(value)}`);
  return word;
}

/** An expression hidden where none is known could use columns. */
export function holdsExpression(value: Json): boolean {
  if (typeof value !== "object" || value === null) return false;
  return "expression_class" in value || Object.values(value).some(holdsExpression);
}
