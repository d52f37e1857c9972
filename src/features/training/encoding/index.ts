import type { Encoding } from "../../training-types.ts";
import { frequency } from "./frequency.ts";
import { impute } from "./impute.ts";
import type { MethodOf, ParameterMethod, ValueMethod } from "./method.ts";
import { oneHot } from "./one-hot.ts";
import { bins, clip, log, minMax, robust, standard } from "./scaling.ts";
import { target } from "./target.ts";

type Kind = Encoding["method"]["kind"];
type Method = Encoding["method"];

const methods: { readonly [K in Kind]: ParameterMethod<MethodOf<K>> | ValueMethod<MethodOf<K>> } = {
  one_hot: oneHot,
  frequency,
  target,
  standard,
  min_max: minMax,
  robust,
  log,
  clip,
  bins,
  impute,
};

/** How a method is fitted and applied. What it is given is the method that it was found by. */
export function methodOf({ method }: Encoding): ParameterMethod<Method> | ValueMethod<Method> {
  return methods[method.kind] as ParameterMethod<Method> | ValueMethod<Method>;
}

/** Names of the columns that an encoding makes, in order. They do not depend on data. */
export function encodingColumns(encoding: Encoding): readonly string[] {
  const method = methodOf(encoding);
  return method.shape === "values" ? [encoding.as] : method.outputs(encoding.as, encoding.method);
}

/**
 * Encodings in groups that can be fitted at once: what is made from the column of another encoding (scaled after missing values were filled)
 * comes after it.
 */
export function groupEncodings(encodings: readonly Encoding[]): readonly (readonly Encoding[])[] {
  const groups: Encoding[][] = [];
  const groupOf = new Map<string, number>();
  for (const encoding of encodings) {
    const group = (groupOf.get(encoding.column) ?? -1) + 1;
    for (const name of encodingColumns(encoding)) groupOf.set(name, group);
    const members = groups[group] ?? [];
    if (members.length === 0) groups[group] = members;
    members.push(encoding);
  }
  return groups;
}
