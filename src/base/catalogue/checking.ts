import { didYouMean, entry } from "./entry.ts";

/** Q08xx: checking statements against the columns that they read, before anything runs. */
export const checkingMessages = {
  Q0801: entry<{ node: string; reason: string }>({
    message: ({ node, reason }) => `"${node}" is wrong: ${reason}`,
  }),
  Q0802: entry<{ node: string; what: string }>({
    severity: "warning",
    message: ({ node, what }) => `where the columns of "${node}" come from cannot be told: ${what}`,
    hint: () => "it is checked and built all the same; rules and lineage stop here",
  }),
  Q0803: entry<{ node: string; column: string; known: readonly string[]; suggestion?: string }>({
    severity: "warning",
    message: ({ node, column, suggestion }) =>
      `"${node}" declares a column "${column}" that it does not have${didYouMean(suggestion)}`,
    hint: ({ known }) => `it has: ${known.join(", ")}`,
  }),
  Q0804: entry<{ source: string; reason: string }>({
    severity: "warning",
    message: ({ source, reason }) => `the columns of source "${source}" are not known: ${reason}`,
    hint: () =>
      "what reads it is not checked; declare its columns with types, and nothing outside the project is needed",
  }),
  Q0805: entry<{ node: string }>({
    message: ({ node }) => `"${node}" has a PIVOT whose columns depend on the data`,
    hint: () =>
      "name the values, so that its columns are known: pivot orders on status in ('paid', 'refunded') using count(*)",
  }),
  Q0806: entry<{ node: string; word: string }>({
    message: ({ node, word }) => `"${node}" is not a SELECT: it starts with "${word}"`,
    hint: () => "a model is one SELECT; statements before and after it are hooks (`pre_hook`, `post_hook`)",
  }),
  Q0807: entry<{
    source: string;
    where: string;
    column: string;
    known: readonly string[];
    suggestion?: string;
  }>({
    message: ({ source, where, column, suggestion }) =>
      `source "${source}" declares a column "${column}" that ${where} does not have${didYouMean(suggestion)}`,
    hint: ({ known }) => `there are: ${known.join(", ")}`,
  }),
  Q0808: entry<{ name: string; suggestion?: string }>({
    message: ({ name, suggestion }) => `no node of the project is called "${name}"${didYouMean(suggestion)}`,
    hint: () =>
      'read models with {{ref "name"}}, and declare what others make as a source: {{source "name" "table"}}',
  }),
};
