import { didYouMean, entry } from "./entry.ts";

/** Q083x: asking where columns come from and where they go. */
export const lineageMessages = {
  Q0830: entry<{ name: string; suggestion?: string }>({
    message: ({ name, suggestion }) =>
      `"${name}" names no node and no column of one${didYouMean(suggestion)}`,
    hint: () =>
      "give a node as `quern ls` prints it, or one of its columns: fct_orders, fct_orders.status, shop.orders.status",
  }),
  Q0831: entry<{ name: string; candidates: readonly string[] }>({
    message: ({ name, candidates }) => `"${name}" could be ${candidates.join(" or ")}`,
    hint: ({ candidates }) => `write ${candidates[0]}, with .COLUMN behind it where one column is meant`,
  }),
  Q0832: entry<{ node: string; column: string; known: readonly string[]; suggestion?: string }>({
    message: ({ node, column, suggestion }) => `"${node}" has no column "${column}"${didYouMean(suggestion)}`,
    hint: ({ known }) => `it has: ${known.join(", ")}`,
  }),
  Q0833: entry<{ node: string; kind: string }>({
    message: ({ node, kind }) =>
      `"${node}" has no columns: it is ${/^[aeiou]/.test(kind) ? "an" : "a"} ${kind}`,
    hint: () => "name a model, seed, snapshot or source; --down ends at the tests and exposures that read it",
  }),
  Q0834: entry<{ node: string; because?: string }>({
    message: ({ node, because }) =>
      `the columns of "${node}" are not known${because === undefined ? "" : `, because of ${because}`}`,
    hint: () => "`quern check` says what is wrong",
  }),
};
