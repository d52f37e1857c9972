import type { Span } from "../base/span.ts";
import type { Allowance, Json } from "./definitions.ts";
import { itemsOf, type Locate, plainOf, type YamlNode } from "./yaml/yaml-node.ts";

/**
 * Reads `allow`: maps of rule and reason, or texts such as `unused_model: the BI tool reads it`. What is neither is left out; whoever checked
 * the file has said so.
 *
 * @param spanOf where the item of a number stands
 */
export function readAllowances(value: Json, spanOf: (item: number) => Span): readonly Allowance[] {
  const items = Array.isArray(value) ? (value as readonly Json[]) : [value];
  return items.flatMap((item, index) => {
    const found = typeof item === "string" ? splitText(item) : partsOf(item);
    return found === undefined ? [] : [{ ...found, span: spanOf(index) }];
  });
}

/** `allow:` of a source or an exposure; undefined where it has none. */
export function allowancesOf(
  node: YamlNode | undefined,
  locate: Locate,
): { readonly allow?: readonly Allowance[] } {
  if (node === undefined) return {};
  const spans = itemSpans(node, locate);
  const allow = readAllowances(plainOf(node), (item) => spans[item] ?? locate(node.start, node.end));
  return allow.length > 0 ? { allow } : {};
}

/** Where the items of a list stand, each by its first line. */
export function itemSpans(node: YamlNode, locate: Locate): readonly Span[] {
  return itemsOf(node).map(({ start, end }) => locate(start, end));
}

function splitText(text: string): Omit<Allowance, "span"> {
  const colon = text.indexOf(":");
  if (colon < 0) return { rule: text.trim(), reason: "" };
  return { rule: text.slice(0, colon).trim(), reason: text.slice(colon + 1).trim() };
}

function partsOf(item: Json): Omit<Allowance, "span"> | undefined {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return undefined;
  const { rule, reason } = item as { readonly [key: string]: Json };
  if (typeof rule !== "string") return undefined;
  return { rule, reason: typeof reason === "string" ? reason.trim() : "" };
}
