import type { Span } from "../base/span.ts";
import type { Location } from "./syntax.ts";

/** The span of a part of a template; one that runs over several lines is underlined at its start. */
export function spanOf(loc: Location, file: string): Span {
  const length = loc.end.line === loc.start.line ? loc.end.column - loc.start.column : 2;
  return { file, line: loc.start.line, column: loc.start.column + 1, length: Math.max(1, length) };
}
