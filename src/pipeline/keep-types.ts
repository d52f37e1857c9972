import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Bound } from "../bind/types.ts";
import { writeCompilerSettings } from "../typing/compiler-settings.ts";
import { renderTypes } from "../typing/render-types.ts";
import { typedNodes } from "../typing/typed-nodes.ts";
import { writeTypes } from "../typing/write-types.ts";
import type { Loaded } from "./loaded.ts";
import { whereWritable } from "./where-writable.ts";

/** Writes the rows of every node as TypeScript types to target/types. A project that cannot be written to is checked all the same. */
export function keepTypes({ root, graph }: Loaded, bound: Bound): void {
  const typed = typedNodes(graph, (id) => bound.nodes[id]?.columns);
  whereWritable(() => {
    writeTypes(folderOf(root), renderTypes(typed));
    // For editors: a project's own tsconfig.json extends what is written here.
    writeCompilerSettings(root, folderOf(root));
  });
}

/** True where an earlier check has left its types. */
export function hasTypes(root: string): boolean {
  return existsSync(folderOf(root));
}

const folderOf = (root: string) => join(root, "target", "types");
