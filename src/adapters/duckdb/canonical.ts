import { hashOf } from "../../base/hash.ts";
import { volatileFunctions, volatileNames } from "../../sql/volatile-functions.ts";

/**
 * The hash of a statement's parse tree as `json_serialize_sql` gives it, without positions, and whether it is volatile; null where the
 * engine could not serialise it (its JSON then says `error`).
 */
export function canonicalOf(tree: string): { readonly hash: string; readonly volatile: boolean } | null {
  if (tree.startsWith('{"error":true')) return null;
  // By text, not by JSON.parse, which would round long numbers and make different statements equal. Inside a string of the statement the
  // quotes would be escaped.
  const text = tree.replace(/"query_location":\d+/g, '"query_location":0');
  return { hash: hashOf(text), volatile: suspicious.test(text) && isVolatile(JSON.parse(text)) };
}

/** A quick look for names that could be volatile; most statements have none, and need no walk. */
const suspicious = new RegExp(
  `"function_name":"(?:${[...volatileFunctions, "age"].join("|")})"|"column_names":\\["(?:${[...volatileNames].join("|")})"\\]|"sample_size"`,
  "i",
);

function isVolatile(part: unknown): boolean {
  if (typeof part !== "object" || part === null) return false;
  if (Array.isArray(part)) return part.some(isVolatile);
  return isVolatileNode(part as ParseNode) || Object.values(part).some(isVolatile);
}

interface ParseNode {
  readonly function_name?: unknown;
  readonly column_names?: readonly unknown[];
  readonly children?: readonly unknown[];
  readonly sample_size?: unknown;
  readonly seed?: unknown;
}

function isVolatileNode(node: ParseNode): boolean {
  if (typeof node.function_name === "string") {
    const name = node.function_name.toLowerCase();
    // age(t) counts from today; age(a, b) does not.
    return volatileFunctions.has(name) || (name === "age" && node.children?.length === 1);
  }
  if (Array.isArray(node.column_names) && node.column_names.length === 1) {
    return volatileNames.has(String(node.column_names[0]).toLowerCase());
  }
  return node.sample_size !== undefined && node.seed === -1;
}
