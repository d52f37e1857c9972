import { closeSync, openSync, readSync } from "node:fs";

/** The first kilobyte of a file, where the metadata stand; undefined where there is no file. */
export function readHead(file: string): string | undefined {
  let handle: number;
  try {
    handle = openSync(file, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const buffer = Buffer.alloc(1024);
    return buffer.toString("utf8", 0, readSync(handle, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(handle);
  }
}
