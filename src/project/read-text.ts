import { readFileSync } from "node:fs";
import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import type { FoundFile } from "./list-files.ts";
import { stripMark } from "./text-reader.ts";

/** Larger text files are data in the wrong place, and would cost seconds and gigabytes. */
const limitMegabytes = 10;

/** Reads a file as UTF-8 without its byte order mark, with `\n` between lines kept as they are; a diagnostic where that cannot be. */
export function readText({ file, path }: FoundFile): string | Diagnostic {
  const bytes = readBytes(path);
  const span = { file, line: 1, column: 1 };
  if (!(bytes instanceof Uint8Array)) return diagnose("Q0020", { file }, { span, cause: bytes });
  if (bytes.length > limitMegabytes * 1024 * 1024) {
    const megabytes = Math.round(bytes.length / 1024 / 1024);
    return diagnose("Q0021", { file, megabytes, limit: limitMegabytes }, { span });
  }
  const text = bytes.toString("utf8");
  const bad = text.indexOf("\uFFFD");
  // The replacement character may also stand in the file itself, as three bytes.
  if (bad >= 0 && !Buffer.from(text, "utf8").equals(bytes)) {
    const before = text.slice(0, bad);
    const line = before.split("\n").length;
    return diagnose("Q0022", { file }, { span: { file, line, column: bad - before.lastIndexOf("\n") } });
  }
  return stripMark(text);
}

function readBytes(path: string): Buffer | string {
  try {
    return readFileSync(path);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
