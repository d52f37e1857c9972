// `npm run build`: bundles the command line and the library into dist/, writes the JSON Schemas and, where TypeScript is
// installed, the types. Plain JavaScript: it runs before anything else of the project exists.

import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
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

async function main() {
  const { build } = await import("esbuild");
  const fingerprint = readFingerprint();
  mkdirSync(dist, { recursive: true });
  // Made aside and moved in: a command that is running meanwhile keeps its chunks, whose names are hashes of their content.
  const aside = mkdtempSync(join(dist, "building-"));
  try {
    await bundle(build, aside);
    await writeSchemas(build, aside);
    publish(aside);
    writeTypes(aside);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  // Written last: a build that was killed is not taken for a finished one.
  writeFileSync(join(dist, "build.json"), `${JSON.stringify({ version, fingerprint })}\n`);
}

/** commander can start programs, which we never ask for: without node:child_process, and all that it loads, a command starts sooner. */
const withoutChildProcess = {
  name: "without-child-process",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path: "none", namespace: "none" } : undefined,
    );
    onLoad({ filter: /./, namespace: "none" }, () => ({ contents: "module.exports = {};" }));
  },
};

async function bundle(build, aside) {
  await build({
    ...shared,
    plugins: [withoutChildProcess],
    entryPoints: { cli: "src/cli/main.ts", index: "src/index.ts", kysely: "src/kysely.ts" },
    outdir: aside,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    minifySyntax: true,
    minifyWhitespace: true,
    banner: { js: banner },
    legalComments: "none",
  });
  const command = join(aside, "cli.js");
  writeFileSync(command, `#!/usr/bin/env node\n${readFileSync(command, "utf8")}`);
  chmodSync(command, 0o755);
}

const hour = 3_600_000;

function publish(aside) {
  for (const folder of ["chunks", "schemas"]) {
    mkdirSync(join(dist, folder), { recursive: true });
    const made = new Set(readdirSync(join(aside, folder)));
    for (const file of made) renameSync(join(aside, folder, file), join(dist, folder, file));
    for (const file of readdirSync(join(dist, folder))) {
      const path = join(dist, folder, file);
      if (!made.has(file) && statSync(path).mtimeMs < Date.now() - hour) rmSync(path);
    }
  }
  for (const file of ["index.js", "kysely.js", "cli.js"]) renameSync(join(aside, file), join(dist, file));
}

/** Writes dist/schemas/NAME.json for every schema of src/cli/json-schemas.ts. */
async function writeSchemas(build, aside) {
  const bundle = join(aside, "schemas.mjs");
  await build({
    ...shared,
    entryPoints: ["src/cli/json-schemas.ts"],
    outfile: bundle,
    banner: { js: banner },
  });
  const { jsonSchemas } = await import(pathToFileURL(bundle).href);
  mkdirSync(join(aside, "schemas"));
  for (const [name, schema] of Object.entries(jsonSchemas()))
    writeFileSync(join(aside, "schemas", `${name}.json`), `${JSON.stringify(schema, null, 2)}\n`);
}

/** Writes dist/types with TypeScript, where it is installed: a user of the packed package gets them with the package. */
function writeTypes(aside) {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  if (!existsSync(compiler)) return;
  const settings = join(aside, "tsconfig.json");
  writeFileSync(
    settings,
    JSON.stringify({
      extends: "../../tsconfig.json",
      compilerOptions: {
        noEmit: false,
        declaration: true,
        emitDeclarationOnly: true,
        rootDir: "../../src",
        outDir: "types",
        typeRoots: ["../../node_modules/@types"],
      },
      files: ["../../src/index.ts", "../../src/kysely.ts"],
      include: [],
    }),
  );
  const result = spawnSync(process.execPath, [compiler, "--project", settings], {
    cwd: root,
    encoding: "utf8",
  });
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout}${result.stderr}`);
    throw new Error("the types could not be written");
  }
  const types = join(aside, "types");
  copyLibraryTypes(types);
  rmSync(join(dist, "types"), { recursive: true, force: true });
  renameSync(types, join(dist, "types"));
}

/**
 * Libraries that are part of the bundle and that a user of the package therefore need not install, whose types are part of ours. Arquero is one: it
 * works with one version of a library of its own alone, which only the project that installs it could see to.
 */
const libraries = [
  { name: "arquero", entry: "index.d.ts" },
  { name: "@uwdata/flechette", entry: "index-types.d.ts" },
];

/** Puts the types of `libraries` beside ours, and lets ours name them there. */
function copyLibraryTypes(types) {
  const folderOf = (name) => join(types, "libraries", name);
  for (const { name } of libraries) {
    const from = join(root, "node_modules", name);
    cpSync(join(from, "dist", "types"), folderOf(name), { recursive: true });
    cpSync(join(from, "LICENSE"), join(folderOf(name), "LICENSE"));
  }
  for (const file of readdirSync(types, { recursive: true }).filter((each) => each.endsWith(".d.ts"))) {
    const path = join(types, file);
    const text = readFileSync(path, "utf8");
    const named = libraries.reduce((before, { name, entry }) => {
      const way = relative(dirname(path), join(folderOf(name), entry))
        .replaceAll("\\", "/")
        .replace(/^(?=\w)/, "./");
      return before.replaceAll(`"${name}"`, `"${way}"`).replaceAll(`'${name}'`, `'${way}'`);
    }, text);
    if (named !== text) writeFileSync(path, named);
  }
}

await main();
