import { didYouMean, entry } from "./entry.ts";

/** Q01xx: names that do not resolve. */
export const nameMessages = {
  Q0101: entry<{ name: string; suggestion?: string }>({
    message: ({ name, suggestion }) => `unknown model "${name}"${didYouMean(suggestion)}`,
    hint: () =>
      "a ref names a model, seed or snapshot of this project; tables from outside are declared as sources",
  }),
};
