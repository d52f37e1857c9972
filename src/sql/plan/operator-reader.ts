import type { JsonObject } from "./json.ts";
import type { Operator } from "./operators.ts";
import { type Reading, Untraceable } from "./reading.ts";

/** How one class of the engine's operators is read: the keys that are known, and what is made of them and of what stands below. */
export interface OperatorReader {
  readonly keys: ReadonlySet<string>;
  readonly read: (node: JsonObject, inputs: readonly Operator[], reading: Reading) => Operator;
}

export const operatorReader = (keys: string, read: OperatorReader["read"]): OperatorReader => ({
  keys: new Set(["type", "children", ...keys.split(" ")]),
  read,
});

export function only(inputs: readonly Operator[]): Operator {
  const [input] = inputs;
  if (input === undefined || inputs.length !== 1) throw new Untraceable(`${inputs.length} inputs`);
  return input;
}

export function two(inputs: readonly Operator[]): readonly [Operator, Operator] {
  const [left, right] = inputs;
  if (left === undefined || right === undefined || inputs.length !== 2)
    throw new Untraceable(`${inputs.length} inputs`);
  return [left, right];
}

export function noInput(inputs: readonly Operator[]): void {
  if (inputs.length > 0) throw new Untraceable(`${inputs.length} inputs`);
}
