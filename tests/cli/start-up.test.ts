import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";
import { describe, expect, it } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

describe("what a command loads before it does anything", () => {
  it("holds no large library: those are loaded where a file or a database needs them", async () => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: ["src/cli/main.ts"],
      bundle: true,
      splitting: true,
      platform: "node",
      format: "esm",
      external: ["@duckdb/node-api", "esbuild"],
      outdir: "target/unwritten",
      metafile: true,
      write: false,
    });
    expect(packagesBehind("src/cli/main.ts", metafile)).toEqual(["commander"]);
    expect(packagesBehind("src/cli/actions/index.ts", metafile)).toEqual(["p-limit", "yocto-queue"]);
  });
});

/** The packages that a file imports directly or through others, but for what it imports later. */
function packagesBehind(start: string, { inputs }: Metafile): readonly string[] {
  const files = new Set([start]);
  for (const file of files) {
    for (const { path, kind } of inputs[file]?.imports ?? [])
      if (kind !== "dynamic-import" && !path.startsWith("node:")) files.add(path);
  }
  const packages = [...files].flatMap((file) => {
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? file;
    return name.startsWith("src/") ? [] : name;
  });
  return [...new Set(packages)].sort();
}
