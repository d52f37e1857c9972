import { maskSecrets } from "./secrets.ts";

/** JSON text whose strings have passed `maskSecrets`. Masking the finished text would miss secrets that JSON escapes. */
export function maskedJson(value: unknown, indent?: number): string {
  return JSON.stringify(
    value,
    (_key, item: unknown) =>
      typeof item === "string" ? maskSecrets(item) : typeof item === "bigint" ? item.toString() : item,
    indent,
  );
}
