import type { Node } from "../graph/types.ts";

/** Where a node's SQL goes below target/compiled/: its own path for a file of one statement, a folder named after the file otherwise. */
export function compiledPath(node: Node): string {
  if (node.kind !== "test" && node.file.endsWith(".sql")) return node.file;
  if (node.kind === "test" && node.testType === "singular") return node.file;
  return `${node.file}/${node.name.replace(/[^\w.-]+/g, "_")}.sql`;
}
