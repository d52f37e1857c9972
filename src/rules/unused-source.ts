import { diagnose } from "../base/diagnostic.ts";
import { nameOf } from "./place-of-read.ts";
import type { Rule } from "./types.ts";

/** Something reads each source: a model, a snapshot, an exposure, or a test that is not declared on it. */
export const unusedSource: Rule = function* ({ sources, readersOf }) {
  for (const source of sources) {
    if (readersOf(source.id).length > 0) continue;
    const { id, span } = source;
    yield { node: id, diagnostic: diagnose("Q0853", { source: nameOf(source) }, { span }) };
  }
};
