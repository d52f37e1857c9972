import type { DependencyCall } from "../definitions.ts";

/** A call without its place. */
export type NamedCall = Omit<DependencyCall, "span">;

/** What `ref("x")`, `ref("dim_customers.v2")` and `ref("package.model")` mean; undefined where it is no name. */
export function parseRef(args: readonly unknown[]): NamedCall | undefined {
  const parts = args.flatMap((arg) => (typeof arg === "string" ? arg.split(".") : [""]));
  const version = parts.length > 1 && /^v\w+$/.test(parts.at(-1) ?? "") ? parts.pop()?.slice(1) : undefined;
  if (parts.length < 1 || parts.length > 2 || parts.includes("")) return undefined;
  return { call: "ref", arguments: parts, ...(version !== undefined && { version }) };
}

/** What `source("shop", "orders")` means; undefined where it is no two names. */
export function parseSource(args: readonly unknown[]): NamedCall | undefined {
  const names = args.filter((arg) => typeof arg === "string" && arg !== "") as string[];
  return args.length === 2 && names.length === 2 ? { call: "source", arguments: names } : undefined;
}

/** The one name of a call, by which a query speaks of its table: `dim_customers.v2`, `shop.orders`. */
export function keyOf({ arguments: names, version }: NamedCall): string {
  return [...names, ...(version === undefined ? [] : [`v${version}`])].join(".");
}
