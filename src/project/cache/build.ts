import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { version } from "../../base/version.ts";

/** Tells this build of the program from every other, for what is kept in caches: its version and its own file. */
export const build: string = [version, ownStamp()].join(" ");

function ownStamp(): string {
  const own = statSync(fileURLToPath(import.meta.url), { throwIfNoEntry: false });
  return own ? `${own.size} ${own.mtimeMs}` : "";
}
