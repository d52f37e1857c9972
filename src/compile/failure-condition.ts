import type { FailureCondition } from "./types.ts";

/** Parses a comparison on the number of failing rows: `> 10`, `>= 10`, `= 0` (also `==`), `!= 0` (also `<>`), `between 1 and 5`; undefined for anything else. */
export function parseFailureCondition(text: string): FailureCondition | undefined {
  const simple = /^\s*(>=|<=|<>|!=|==|=|>|<)\s*(\d+)\s*$/.exec(text);
  if (simple !== null) {
    const [, sign = "", value = ""] = simple;
    const operator = (synonyms[sign] ?? sign) as FailureCondition["operator"];
    return { text: text.trim(), operator, value: Number(value) };
  }
  const between = /^\s*between\s+(\d+)\s+and\s+(\d+)\s*$/i.exec(text);
  if (between === null) return undefined;
  return { text: text.trim(), operator: "between", value: Number(between[1]), upper: Number(between[2]) };
}

/** Any failing row at all. */
export const anyFailure: FailureCondition = { text: "!= 0", operator: "!=", value: 0 };

const synonyms: Readonly<Record<string, string>> = { "<>": "!=", "==": "=" };
