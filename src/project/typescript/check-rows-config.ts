import { type NamedCall, parseRef, parseSource } from "./dependency-names.ts";
import { describeValue } from "./describe-value.ts";

/** The declared columns of a rows model in order, or what is wrong with them. */
export function readColumns(
  columns: unknown,
): readonly { readonly name: string; readonly type: string }[] | string {
  if (columns === undefined) return "declares no columns";
  if (typeof columns !== "object" || columns === null || Array.isArray(columns))
    return `has ${describeValue(columns)} for columns: they are an object of names and types`;
  const entries = Object.entries(columns as Readonly<Record<string, unknown>>);
  if (entries.length === 0) return "declares no columns";
  const wrong = entries.find(([, type]) => typeof type !== "string" || type.trim() === "");
  if (wrong) return `has ${describeValue(wrong[1])} for the type of its column "${wrong[0]}"`;
  return entries.map(([name, type]) => ({ name, type: String(type).trim() }));
}

/** The calls that `refs` of a rows model declares (`"customers"`, `["shop", "orders"]`), or what is wrong with them. */
export function readRefs(refs: unknown): readonly NamedCall[] | string {
  if (refs === undefined) return [];
  if (!Array.isArray(refs)) return `has ${describeValue(refs)} for refs: they are a list of names`;
  const calls: NamedCall[] = [];
  for (const ref of refs as readonly unknown[]) {
    const call = Array.isArray(ref) ? parseSource(ref) : parseRef([ref]);
    if (!call) return `has ${describeValue(ref)} among its refs`;
    calls.push(call);
  }
  return calls;
}
