import type * as z from "zod";
import type { Path } from "./describe-issues.ts";

/** Keys that the object at a path may have; of a union's objects, the one that shares the fewest with `unknown`. */
export function keysAt(schema: z.ZodType, path: Path, unknown: readonly string[]): string[] {
  let candidates: Definition[] = unwrap(schema);
  for (const step of path) candidates = candidates.flatMap((candidate) => descend(candidate, step));
  const shapes = candidates.flatMap((candidate) => (candidate.shape ? [Object.keys(candidate.shape)] : []));
  const refusing = shapes.filter((keys) => unknown.every((key) => !keys.includes(key)));
  return refusing[0] ?? shapes[0] ?? [];
}

/** The values by which the branches of a discriminated union are told apart. */
export function branchNames(schema: z.ZodType, path: Path, discriminator: string): string[] {
  let candidates: Definition[] = unwrap(schema);
  for (const step of path) candidates = candidates.flatMap((candidate) => descend(candidate, step));
  return candidates.flatMap(({ shape }) => {
    const literal = shape?.[discriminator];
    return literal ? unwrap(literal).flatMap(({ values }) => values?.map(String) ?? []) : [];
  });
}

/** The parts of zod's definitions that lead to other schemas. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly values?: readonly unknown[];
  readonly shape?: Readonly<Record<string, z.ZodType>>;
}

function unwrap(schema: z.ZodType): Definition[] {
  const definition = schema.def as unknown as Definition;
  if (definition.innerType) return unwrap(definition.innerType);
  if (definition.options) return definition.options.flatMap(unwrap);
  return [definition];
}

function descend(definition: Definition, step: PropertyKey): Definition[] {
  if (typeof step === "number") return definition.element ? unwrap(definition.element) : [];
  const child = definition.shape?.[String(step)] ?? definition.valueType;
  return child ? unwrap(child) : [];
}
