import { readFileSync } from "node:fs";
import { build, type Message, type Metafile, type Plugin, transform } from "esbuild";
import { ownModules } from "./own-modules.ts";

/** A TypeScript file as one JavaScript module, with what it imports; packages are left to be imported at run time. */
export interface Bundle {
  readonly code: string;
  /** Source map as JSON, its sources relative to the folder of the file. */
  readonly map: string;
  readonly exports: readonly string[];
  /** Absolute paths of the file and of what it imports, packages not included. */
  readonly inputs: readonly string[];
  /** What it leaves to be imported: packages and modules of Node. */
  readonly packages: readonly string[];
}

export type Bundled = Bundle | { readonly failures: readonly Message[] };

/**
 * Bundles a TypeScript file. What it imports of ours (`quern`, and the libraries that models are written with) comes from the running
 * program, so that a project needs no node_modules.
 *
 * @param only One export: what it does not reach is left out.
 */
export async function bundleFile(path: string, only?: string): Promise<Bundled> {
  const end = path.lastIndexOf("/");
  const folder = path.slice(0, end) || "/";
  try {
    const result = await build({
      ...(only === undefined
        ? { entryPoints: [path] }
        : {
            stdin: {
              contents: `export { ${only} } from ${JSON.stringify(`.${path.slice(end)}`)};`,
              resolveDir: folder,
            },
          }),
      bundle: true,
      write: false,
      metafile: true,
      sourcemap: "external",
      sourcesContent: false,
      outfile: `${folder}/bundle.mjs`,
      format: "esm",
      platform: "node",
      target: "node20",
      packages: "external",
      legalComments: "none",
      logLevel: "silent",
      plugins: only === undefined ? [ownModulesPlugin] : [ownModulesPlugin, pureModels(path)],
      // Paths in the bundle's comments and metafile must not depend on where the program was started.
      absWorkingDir: folder,
    });
    const textOf = (ending: string) =>
      result.outputFiles.find((file) => file.path.endsWith(ending))?.text ?? "";
    const metafile: Metafile = result.metafile;
    return {
      code: textOf(".mjs"),
      map: textOf(".map"),
      exports: Object.values(metafile.outputs).flatMap((output) => output.exports),
      inputs: Object.keys(metafile.inputs)
        .filter((input) => !input.startsWith("<") && !input.startsWith(`${namespace}:`))
        .map((input) => new URL(input, `file://${folder}/`).pathname),
      packages: Object.values(metafile.outputs).flatMap(({ imports }) =>
        imports.filter(({ external }) => external).map(({ path: name }) => name),
      ),
    };
  } catch (error) {
    if (isBuildFailure(error)) return { failures: error.errors };
    throw error;
  }
}

/** The code without what makes no difference: comments, white space, and names of files. */
export async function condense(code: string): Promise<string> {
  return (await transform(code, { minifyWhitespace: true, legalComments: "none", target: "node20" })).code;
}

const namespace = "quern";

const ownModulesPlugin: Plugin = {
  name: "own-modules",
  setup({ onResolve, onLoad }) {
    const names = new RegExp(`^(?:${Object.keys(ownModules).join("|")})$`);
    onResolve({ filter: names }, ({ path }) => ({ path, namespace, sideEffects: false }));
    onLoad({ filter: /./, namespace }, ({ path }) => ({
      contents: `module.exports = globalThis[Symbol.for("quern.modules")][${JSON.stringify(path)}];`,
    }));
  },
};

/** Says of a file's calls of `model` that they do nothing else, so that an export's bundle leaves out the models of the others. */
const pureModels = (path: string): Plugin => ({
  name: "pure-models",
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, (loaded) =>
      loaded.path === path
        ? {
            contents: readFileSync(path, "utf8").replace(/\bmodel(?:\.rows)?\s*\(/g, "/* @__PURE__ */ $&"),
            loader: "ts",
          }
        : undefined,
    );
  },
});

function isBuildFailure(error: unknown): error is { readonly errors: readonly Message[] } {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}
