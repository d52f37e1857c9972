import { diagnose } from "../base/diagnostic.ts";
import { nameOf } from "./place-of-read.ts";
import type { Rule } from "./types.ts";

/** A source is read by one model, in which it is typed and cleaned. A snapshot beside it does not count: it has to see what came. */
export const sourceReadTwice: Rule = function* ({ graph, sources, readersOf }) {
  for (const source of sources) {
    const readers = readersOf(source.id).flatMap((id) => {
      const reader = graph.nodes[id];
      return reader?.kind === "model" ? [nameOf(reader)] : [];
    });
    if (readers.length < 2) continue;
    const { id, span } = source;
    yield { node: id, diagnostic: diagnose("Q0852", { source: nameOf(source), readers }, { span }) };
  }
};
