import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export interface Compiler {
  /** The file of tsc, to be run by Node. */
  readonly file: string;
  readonly version: string;
}

/** Returns the TypeScript of the first folder that has one, its own or one above it; undefined where none has. */
export function findCompiler(folders: readonly string[]): Compiler | undefined {
  for (const folder of folders) {
    const found = findIn(folder);
    if (found !== undefined) return found;
  }
  return undefined;
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
