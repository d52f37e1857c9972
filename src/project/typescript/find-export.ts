import type { Span } from "../../base/span.ts";
import { createLocator } from "../yaml/yaml-node.ts";

/** The place of an export's name in the text of a TypeScript file; its beginning where it is not found. */
export function findExport(file: string, text: string, name: string): Span {
  const start = name === "default" ? text.search(/export\s+default\b/) : offsetOf(text, name);
  const length = name === "default" ? "export default".length : name.length;
  if (start < 0) return { file, line: 1, column: 1 };
  return createLocator(file, text)(start, start + length);
}

function offsetOf(text: string, name: string): number {
  const escaped = name.replaceAll("$", "\\$");
  const declared = new RegExp(
    `export\\s+(?:async\\s+)?(?:function\\s*\\*?|const|let|var)\\s+(${escaped})\\b`,
  ).exec(text);
  if (declared) return declared.index + declared[0].length - name.length;
  const listed = new RegExp(`export\\s*\\{[^}]*?\\b(${escaped})\\b`).exec(text);
  return listed ? listed.index + listed[0].length - name.length : -1;
}
