// `npm run build`: bundles the command line and the library into dist/, writes the JSON Schemas and, where TypeScript is
// installed, the types. Plain JavaScript: it runs before anything else of the project exists.

import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readFingerprint, root } from "./fingerprint.mjs";

const dist = join(root, "dist");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

// CommonJS packages inside an ESM bundle call `require`; this gives them one.
const banner =
  "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);";

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  // Native or self-locating packages; everything else is bundled, so that a command starts with few files to read.
  external: ["@duckdb/node-api", "esbuild"],
  define: { __QUERN_VERSION__: JSON.stringify(version) },
  logLevel: "warning",
};

await main();

async function main() {
  const { build } = await import("esbuild");
  const fingerprint = readFingerprint();
  for (const name of ["chunks", "schemas", "types", "cli.js", "index.js", "build.json"])
    rmSync(join(dist, name), { recursive: true, force: true });
  await build({
    ...shared,
    entryPoints: { cli: "src/cli/main.ts", index: "src/index.ts" },
    outdir: "dist",
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    minifySyntax: true,
    minifyWhitespace: true,
    banner: { js: banner },
    legalComments: "none",
  });
  const command = join(dist, "cli.js");
  writeFileSync(command, `#!/usr/bin/env node\n${readFileSync(command, "utf8")}`);
  chmodSync(command, 0o755);
  await writeSchemas(build);
  writeTypes();
  // Written last: a build that was killed is not taken for a finished one.
  writeFileSync(join(dist, "build.json"), `${JSON.stringify({ version, fingerprint })}\n`);
}

/** Writes dist/schemas/NAME.json for every schema of src/cli/json-schemas.ts. */
async function writeSchemas(build) {
  const bundle = join(dist, "chunks", "schemas.mjs");
  await build({
    ...shared,
    entryPoints: ["src/cli/json-schemas.ts"],
    outfile: bundle,
    banner: { js: banner },
  });
  const { jsonSchemas } = await import(pathToFileURL(bundle).href);
  mkdirSync(join(dist, "schemas"), { recursive: true });
  for (const [name, schema] of Object.entries(jsonSchemas()))
    writeFileSync(join(dist, "schemas", `${name}.json`), `${JSON.stringify(schema, null, 2)}\n`);
  rmSync(bundle);
}

/** Writes dist/types with TypeScript, where it is installed: a user of the packed package gets them with the package. */
function writeTypes() {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  if (!existsSync(compiler)) return;
  const settings = join(dist, "tsconfig.types.json");
  writeFileSync(
    settings,
    JSON.stringify({
      extends: "../tsconfig.json",
      compilerOptions: {
        noEmit: false,
        declaration: true,
        emitDeclarationOnly: true,
        rootDir: "../src",
        outDir: "types",
        typeRoots: ["../node_modules/@types"],
      },
      files: ["../src/index.ts"],
      include: [],
    }),
  );
  const result = spawnSync(process.execPath, [compiler, "--project", settings], {
    cwd: root,
    encoding: "utf8",
  });
  rmSync(settings);
  if (result.status === 0) return;
  process.stderr.write(`${result.stdout}${result.stderr}`);
  process.exit(1);
}
