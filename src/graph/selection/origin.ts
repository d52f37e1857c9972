import type { Span } from "../../base/span.ts";
import type { Origin } from "./types.ts";

/** Where to point: the argument with a caret below the word, for the message; or a place in a YAML file. */
export interface Pointer {
  readonly quote: string;
  readonly span?: Span;
}

/** Points at what a selector says. */
export function pointAt(origin: Origin): Pointer {
  if (origin.kind === "yaml") return { quote: ` (in the selector "${origin.selector}")`, span: origin.span };
  const { text, offset, length } = origin;
  return { quote: `\n    ${text}\n    ${" ".repeat(offset)}${"^".repeat(Math.max(1, length))}` };
}
