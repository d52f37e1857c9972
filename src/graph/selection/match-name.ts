import type { Node } from "../types.ts";
import { isVersioned, type SearchIndex } from "./search-index.ts";
import { compilePattern, hasWildcard } from "./wildcard.ts";

/**
 * Finds nodes by name as dbt does: the whole name of a node; or the first parts of its full name (package, folders, name), with or
 * without the package, dots between them. From the first part with a wildcard on, the pattern is held against all that remains.
 */
export function findByName(selector: string, index: SearchIndex): Iterable<Node> {
  if (selector === "*") return index.nodes.filter(isNamed);
  const parts = selector.split(".");
  const found = new Set<Node>(index.leaves().get(selector));
  // `users.v2`, with whatever before it, means that version.
  for (const node of index.leaves().get(parts.slice(-2).join("_")) ?? []) {
    if (isVersioned(node)) found.add(node);
  }
  const [head = ""] = parts;
  if (hasWildcard(head)) {
    const matches = compilePattern(selector);
    for (const node of index.nodes) {
      if (!isNamed(node)) continue;
      const name = node.fqn.join(".");
      if (matches(name) || matches(name.slice((node.fqn[0] ?? "").length + 1))) found.add(node);
    }
    return found;
  }
  const matches = compileName(parts);
  for (const node of index.heads().get(head) ?? []) {
    const flat = flatten(node.fqn);
    if (matches(flat, 0) || matches(flat, flatLength(node.fqn[0] ?? ""))) found.add(node);
  }
  return found;
}

function isNamed(node: Node): boolean {
  return node.kind !== "source" && node.kind !== "exposure";
}

/** A matcher of a flattened full name from one of its parts on. */
function compileName(parts: readonly string[]): (flat: readonly string[], from: number) => boolean {
  const wild = parts.findIndex(hasWildcard);
  const plain = wild < 0 ? parts : parts.slice(0, wild);
  const rest = wild < 0 ? undefined : compilePattern(parts.slice(wild).join("."));
  return (flat, from) => {
    if (flat.length - from < parts.length) return false;
    for (let i = 0; i < plain.length; i++) if (flat[from + i] !== plain[i]) return false;
    return rest === undefined || rest(flat.slice(from + plain.length).join("."));
  };
}

/** Dots within names separate, too. */
function flatten(fqn: readonly string[]): readonly string[] {
  return fqn.some((part) => part.includes(".")) ? fqn.flatMap((part) => part.split(".")) : fqn;
}

function flatLength(part: string): number {
  return part.split(".").length;
}
