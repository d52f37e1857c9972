// Says whether dist/ was built from the sources as they are now.

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The package's folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Hash of everything that a build reads. */
export function readFingerprint() {
  const hash = createHash("sha256");
  for (const file of ["package.json", "package-lock.json", "tsconfig.json"]) add(hash, file);
  for (const file of readdirSync(join(root, "src"), { recursive: true }).sort())
    if (/\.(ts|mjs|json)$/.test(file)) add(hash, join("src", file));
  return hash.digest("hex");
}

/** True where dist/ is absent, unfinished or older than the sources. */
export function isStale() {
  const mark = join(root, "dist", "build.json");
  if (!existsSync(mark)) return true;
  return JSON.parse(readFileSync(mark, "utf8")).fingerprint !== readFingerprint();
}

function add(hash, file) {
  const path = join(root, file);
  if (existsSync(path))
    hash
      .update(`${file.replaceAll("\\", "/")}\0`)
      .update(readFileSync(path))
      .update("\0");
}
