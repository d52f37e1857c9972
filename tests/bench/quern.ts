import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command } from "./measure.ts";

/** The built command line, as a user runs it in `folder`. */
export function quern(
  words: readonly string[],
  folder: string,
  options: { before?: () => void; makeFolder?: boolean } = {},
): Command {
  if (options.makeFolder) mkdirSync(folder, { recursive: true });
  const program = fileURLToPath(new URL("../cli.js", import.meta.url));
  return {
    program: process.execPath,
    arguments: [program, ...words],
    folder,
    ...(options.before && { before: options.before }),
  };
}
