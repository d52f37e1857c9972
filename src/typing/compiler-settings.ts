import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { writeText } from "../artifacts/write-text.ts";
import { ownTypes } from "./own-types.ts";

/**
 * Returns the settings files of `target/types` by name. `base.json` is what a project's own tsconfig.json can extend, so that editors know the
 * nodes too. `tsconfig.json` is what is checked: the generated types and the project's models and macros, under `base.json` and on top of it the
 * project's own tsconfig.json, where it has one.
 *
 * @param entry see `ownTypes`.
 */
export function compilerSettings(
  root: string,
  folder: string,
  entry?: string,
): Readonly<Record<string, string>> {
  const up = relative(folder, root).replaceAll("\\", "/");
  const own = existsSync(join(root, "tsconfig.json")) ? [`${up}/tsconfig.json`] : [];
  const base = {
    compilerOptions: {
      target: "ES2023",
      strict: true,
      ...bundled,
      ...environment(root),
      paths: ownTypes(entry),
    },
    files: ["./index.d.ts"],
  };
  const checked = {
    extends: ["./base.json", ...own],
    compilerOptions: {
      ...bundled,
      // Of what the project emits, nothing holds here.
      composite: false,
      declaration: false,
      rootDir: null,
      outDir: null,
      // What has not changed, and reads nothing that has, is not checked again.
      incremental: true,
      tsBuildInfoFile: "./.tsbuildinfo",
    },
    // Named, since a project's `exclude` may leave out all of target/.
    files: ["./index.d.ts"],
    include: [`${up}/models/**/*.ts`, `${up}/macros/*.ts`],
  };
  const render = (settings: object) => `${JSON.stringify(settings, null, 2)}\n`;
  return { "base.json": render(base), "tsconfig.json": render(checked) };
}

/** Writes those of the settings files that are not as they should be. */
export function writeCompilerSettings(root: string, folder: string, entry?: string): void {
  for (const [name, text] of Object.entries(compilerSettings(root, folder, entry))) {
    const file = join(folder, name);
    if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeText(file, text);
  }
}

/** How models are loaded, whatever else the project's settings are for: bundled, each file by itself, with nothing emitted by tsc. */
const bundled = {
  module: "ESNext",
  moduleResolution: "Bundler",
  isolatedModules: true,
  resolveJsonModule: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
};

/** Node's types where the project has them; else those of browsers, which have `console`, `fetch` and `URL` in common. */
function environment(root: string): object {
  try {
    const file = createRequire(join(root, "package.json")).resolve("@types/node/package.json");
    return { lib: ["ES2023"], types: ["node"], typeRoots: [dirname(dirname(file))] };
  } catch {
    // Not installed: that is not a problem.
    return { lib: ["ES2023", "DOM"], types: [] };
  }
}
