import type { Constant, ConstantValue } from "./expressions.ts";
import type { Json, JsonObject } from "./json.ts";
import { readType } from "./read-type.ts";
import { allowKeys, asDigits, asFlag, asList, asObject, Untraceable } from "./reading.ts";

const valueKeys = new Set(["type", "is_null", "value"]);

/** A value out of `{"type": .., "is_null": .., "value": ..}`. */
export function readConstant(value: Json | undefined): Constant {
  const node = asObject(value, "a value");
  allowKeys(node, valueKeys, "a value");
  const type = readType(node.type);
  if (asFlag(node.is_null, "a value")) return { type, value: null };
  return { type, value: readValue(node.value ?? null) };
}

function readValue(value: Json): ConstantValue {
  if (typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  return readCompound(asObject(value, "a value"));
}

/** A list, struct or map; an interval; a number of 128 bits, in two halves. */
function readCompound(node: JsonObject): ConstantValue {
  const shape = Object.keys(node).join();
  if (shape === "children") return { items: asList(node.children, "items").map(readConstant) };
  if (shape === "months,days,micros") {
    return {
      months: asDigits(node.months, "months"),
      days: asDigits(node.days, "days"),
      micros: asDigits(node.micros, "microseconds"),
    };
  }
  if (shape === "upper,lower") {
    const [upper, lower] = [asDigits(node.upper, "digits"), asDigits(node.lower, "digits")];
    return String((BigInt(upper) << 64n) + BigInt(lower));
  }
  throw new Untraceable(`a value of {${shape}}`);
}
