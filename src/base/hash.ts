import { hash } from "node:crypto";

/** The first 32 hex digits of SHA-256 over the parts, each prefixed by its length so that ("ab","c") and ("a","bc") differ. */
export function hashOf(...parts: readonly string[]): string {
  let text = "";
  for (const part of parts) text += `${part.length}:${part}`;
  return hash("sha256", text, "hex").slice(0, 32);
}

/** JSON with sorted keys, so that equal data give equal text. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    item !== null && typeof item === "object" && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : item,
  );
}
