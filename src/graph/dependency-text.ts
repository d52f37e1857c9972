import type { Span } from "../base/span.ts";
import type { DependencyCall } from "../project/definitions.ts";

/**
 * Reads a text that is one call as a whole: `ref "x"`, `{{ref "x"}}`, `ref('x')`, `ref "pkg" "x" version="2"`, `source "a" "b"`.
 * Undefined where it is anything else, or where a name is not literal.
 */
export function parseDependencyText(text: string, span: Span): DependencyCall | undefined {
  const match = /^\s*(?:\{\{)?\s*(ref|source)\b\s*(.*?)\s*(?:\}\})?\s*$/s.exec(text);
  if (!match) return undefined;
  let rest = match[2] ?? "";
  if (rest.startsWith("(") && rest.endsWith(")")) rest = rest.slice(1, -1);
  const names: string[] = [];
  let version: string | undefined;
  while (rest !== "") {
    const part = /^\s*(?:(\w+)\s*=\s*)?(?:"([^"]*)"|'([^']*)'|([\w.]+))\s*,?\s*/.exec(rest);
    if (!part) return undefined;
    const [whole, key, double, single, bare] = part;
    rest = rest.slice(whole.length);
    if (key === undefined) {
      const name = double ?? single;
      if (name === undefined) return undefined;
      names.push(name);
    } else if (key === "v" || key === "version") version = double ?? single ?? bare;
    else return undefined;
  }
  const call = match[1] as "ref" | "source";
  const complete = call === "source" ? names.length === 2 : names.length === 1 || names.length === 2;
  if (!complete) return undefined;
  return { call, arguments: names, ...(version !== undefined && { version }), span };
}

/** Finds the calls that a text holds between braces, such as `id in (select id from {{ref "x"}})`. */
export function findDependencyCalls(text: string, span: Span): readonly DependencyCall[] {
  if (!text.includes("{{")) return [];
  const calls: DependencyCall[] = [];
  for (const [, inner = ""] of text.matchAll(/\{\{\s*((?:ref|source)\b[^}]*)\}\}/g)) {
    const call = parseDependencyText(inner, span);
    if (call) calls.push(call);
  }
  return calls;
}

/** Writes a call in one way, however the user wrote it: `ref('x')`, `source('a', 'b')`. */
export function renderDependencyCall(call: DependencyCall): string {
  const version = call.version === undefined ? "" : `, v=${call.version}`;
  return `${call.call}(${call.arguments.map((name) => `'${name}'`).join(", ")}${version})`;
}
