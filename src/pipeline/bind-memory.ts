import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeText } from "../artifacts/write-text.ts";
import { type BindMemory, emptyMemory } from "../bind/cache.ts";
import { build } from "../project/cache/build.ts";
import type { Loaded } from "./loaded.ts";
import { whereWritable } from "./where-writable.ts";

/** Raised when what is kept changes its meaning. */
const format = `4 ${build}`;

/** Reads what the last check of this target found out; empty where there was none, or one by another version. */
export function readBindMemory(loaded: Loaded): BindMemory {
  const known = inMind.get(loaded) ?? readFile(loaded);
  inMind.set(loaded, known);
  return known;
}

/** What has been read or written, so that a command reads the file once. */
const inMind = new WeakMap<Loaded, BindMemory>();

function readFile(loaded: Loaded): BindMemory {
  try {
    const kept = JSON.parse(readFileSync(bindMemoryFile(loaded), "utf8")) as BindMemory & {
      readonly format: string;
    };
    return kept.format === format ? kept : emptyMemory;
  } catch (error) {
    // Missing at first, or damaged: everything is bound again.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT")
      return emptyMemory;
    throw error;
  }
}

/** Keeps what was found out. A project that cannot be written to is checked all the same, only more slowly. */
export function writeBindMemory(loaded: Loaded, memory: BindMemory): void {
  inMind.set(loaded, memory);
  whereWritable(() => {
    writeText(bindMemoryFile(loaded), JSON.stringify({ format, ...memory }));
  });
}

/** Where it is kept. */
export const bindMemoryFile = ({ root, target }: Loaded) =>
  join(root, "target", "cache", `bound-${target.name}.json`);
