import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Reads a file of the project (path relative to its root, with `/`) as text, without a byte order mark. */
export type TextReader = (file: string) => string;

/** Returns a reader of the project's files that keeps what it read. */
export function createTextReader(root: string): TextReader {
  const texts = new Map<string, string>();
  return (file) => {
    let text = texts.get(file);
    if (text === undefined) {
      text = stripMark(readFileSync(join(root, file), "utf8"));
      texts.set(file, text);
    }
    return text;
  };
}

/** The text without its byte order mark. */
export function stripMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
