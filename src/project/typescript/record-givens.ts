import { stableJson } from "../../base/hash.ts";
import type { Json } from "../definitions.ts";
import type { Givens } from "./givens.ts";

/** Values that the functions of models are given. */
export interface GivenValues {
  readonly vars: Readonly<Record<string, Json>>;
  readonly target: Givens["target"];
}

/** What a function has looked at, by `vars.churn_days` or `target.name`, as JSON. */
export type GivensRead = Record<string, string>;

/** Wraps what a function is given, so that `read` says afterwards what it looked at. */
export function recordGivens({ vars, target }: GivenValues, read: GivensRead): GivenValues {
  return { vars: record("vars", vars, read), target: record("target", target, read) };
}

/** The values that were read as they are in other givens: where they are the same, the function does the same. */
export function areGivensSame(read: Readonly<GivensRead>, { vars, target }: GivenValues): boolean {
  return Object.entries(read).every(([key, value]) => {
    const [of, ...rest] = key.split(".");
    const values: Readonly<Record<string, unknown>> = of === "vars" ? vars : target;
    return value === jsonOf(rest.length === 0 ? values : values[rest.join(".")]);
  });
}

const jsonOf = (value: unknown): string => stableJson(value ?? null);

function record<T extends object>(of: string, values: T, read: GivensRead): T {
  const all = () => {
    read[of] = jsonOf(values);
  };
  return new Proxy(values, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof name === "string" && !(name in Object.prototype)) read[`${of}.${name}`] = jsonOf(value);
      return value;
    },
    has: (target, name) => {
      if (typeof name === "string") read[`${of}.${name}`] = jsonOf(Reflect.get(target, name));
      return Reflect.has(target, name);
    },
    ownKeys: (target) => {
      all();
      return Reflect.ownKeys(target);
    },
  });
}
