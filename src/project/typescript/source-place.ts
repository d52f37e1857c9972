import { existsSync, readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { dirname, relative, resolve, sep } from "node:path";
import type { Span } from "../../base/span.ts";

/** Finds places of a bundle in the files it was made of. */
export interface PlaceFinder {
  /** The innermost place of a stack that is in the user's own files; undefined where none is. */
  ofStack(stack: string | undefined): Span | undefined;
  /** Of a place in the bundle, counted from 0. */
  at(line: number, column: number): Span | undefined;
}

/**
 * Opens the source map of a bundle that is kept, when the first place is asked for.
 *
 * @param path The bundle's path.
 * @param source Absolute path of the file it was made of; places are relative to `root`.
 */
export function createPlaceFinder(path: string, source: string, root: string): PlaceFinder {
  let map: SourceMap | undefined;
  const folder = dirname(source);
  const open = (): SourceMap | undefined => {
    // Without its map a bundle still runs; only the places in it are not known.
    if (!existsSync(`${path}.map`)) return undefined;
    map ??= new SourceMap(JSON.parse(readFileSync(`${path}.map`, "utf8")) as SourceMapPayload);
    return map;
  };
  const at = (line: number, column: number): Span | undefined => {
    const entry = open()?.findEntry(line, column);
    if (!entry || !("originalSource" in entry) || /^(?:quern:|<)/.test(entry.originalSource))
      return undefined;
    const file = relative(root, resolve(folder, entry.originalSource)).replaceAll(sep, "/");
    return { file, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  };
  const name = path.slice(path.lastIndexOf("/") + 1).replaceAll(".", "\\.");
  return {
    at,
    ofStack(stack = "") {
      for (const [, line = "1", column = "1"] of stack.matchAll(new RegExp(`${name}:(\\d+):(\\d+)`, "g"))) {
        const place = at(Number(line) - 1, Number(column) - 1);
        if (place) return place;
      }
      return undefined;
    },
  };
}
