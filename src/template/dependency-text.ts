import type { Span } from "../base/span.ts";

/** A `ref` or a `source` whose names are literal. */
export interface DependencyCall {
  readonly call: "ref" | "source";
  /** ref: [name] or [package, name]; source: [source, table]. */
  readonly arguments: readonly string[];
  readonly version?: string;
  readonly span: Span;
}

/**
 * Reads a text that is one call as a whole: `ref "x"`, `{{ref "x"}}`, `ref('x')`, `ref "pkg" "x" version="2"`, `source "a" "b"`.
 * Undefined where it is anything else, or where a name is not literal.
 */
export function parseDependencyText(text: string, span: Span): DependencyCall | undefined {
  const inner = text.trim().replace(/^\{\{\s*([\s\S]*?)\s*\}\}$/, "$1");
  const match = /^(ref|source)\s*(?:\(([\s\S]*)\)|(\s[\s\S]*|["'][\s\S]*))$/.exec(inner);
  if (!match) return undefined;
  const rest = (match[2] ?? match[3] ?? "").trim();
  const parts = /(?:(v|version)\s*=\s*)?(?:"([^"]*)"|'([^']*)'|([\w.]+))\s*,?\s*/y;
  const names: string[] = [];
  let version: string | undefined;
  for (let at = 0; at < rest.length; at = parts.lastIndex) {
    parts.lastIndex = at;
    const part = parts.exec(rest);
    if (!part) return undefined;
    const [, key, double, single, bare] = part;
    const quoted = double ?? single;
    if (key !== undefined) version = quoted ?? bare;
    else if (quoted !== undefined) names.push(quoted);
    else return undefined;
  }
  const call = match[1] === "ref" ? "ref" : "source";
  const fits = call === "source" ? names.length === 2 : names.length === 1 || names.length === 2;
  return fits ? { call, arguments: names, ...(version !== undefined && { version }), span } : undefined;
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
