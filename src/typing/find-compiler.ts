import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { packageFolder } from "./own-types.ts";

export interface Compiler {
  /** The file of tsc, to be run by Node. */
  readonly file: string;
  readonly version: string;
}

/** Returns the project's own TypeScript, else the one beside this program; undefined where there is none. */
export function findCompiler(root: string): Compiler | undefined {
  return findIn(root) ?? findIn(packageFolder());
}

function findIn(folder: string): Compiler | undefined {
  const load = createRequire(join(folder, "package.json"));
  try {
    const file = load.resolve("typescript/package.json");
    const { version } = JSON.parse(readFileSync(file, "utf8")) as { readonly version: string };
    return { file: join(dirname(file), "bin", "tsc"), version };
  } catch {
    // Not installed here; whoever asks tells the user where nothing is found.
    return undefined;
  }
}
