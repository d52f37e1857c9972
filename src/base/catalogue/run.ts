import { didYouMean, entry } from "./entry.ts";

/** Q06xx: building and testing. */
export const runMessages = {
  Q0601: entry<{ node: string; reason: string }>({
    message: ({ node, reason }) => `"${node}" cannot be built: ${reason}`,
  }),
  Q0602: entry<{ name: string; suggestion?: string }>({
    message: ({ name, suggestion }) => `the warehouse has no relation "${name}"${didYouMean(suggestion)}`,
    hint: () =>
      "read other models with {{ref}} and tables from outside with {{source}}, so that they are built first",
  }),
  Q0603: entry<{ node: string; reason: string }>({
    message: ({ node, reason }) => `"${node}" meets a value that cannot be converted: ${reason}`,
    hint: () => "try_cast gives NULL for what cannot be converted",
  }),
  Q0604: entry<{ test: string; failures: number; condition: string; kept?: string }>({
    message: ({ test, failures, condition }) =>
      `test "${test}" failed: ${failures} ${failures === 1 ? "row" : "rows"} (an error if ${condition})`,
    hint: ({ kept }) => (kept === undefined ? undefined : `see them: ${kept}`),
  }),
  Q0605: entry<{ test: string; failures: number; condition: string; kept?: string }>({
    severity: "warning",
    message: ({ test, failures, condition }) =>
      `test "${test}" warns: ${failures} ${failures === 1 ? "row" : "rows"} (a warning if ${condition})`,
    hint: ({ kept }) => (kept === undefined ? undefined : `see them: ${kept}`),
  }),
  Q0606: entry<{ test: string; reason: string }>({
    message: ({ test, reason }) => `test "${test}" cannot be run: ${reason}`,
  }),
  Q0607: entry<{ test: string }>({
    severity: "warning",
    message: ({ test }) => `the failing rows of test "${test}" cannot be kept`,
    hint: () => "store_failures: false leaves them out",
  }),
  Q0608: entry<{ hook: "on_run_start" | "on_run_end"; reason: string }>({
    message: ({ hook, reason }) => `a statement of ${hook} failed: ${reason}`,
  }),
  Q0609: entry<{ node: string; attempts: number }>({
    message: ({ node, attempts }) =>
      `"${node}" conflicted with another transaction ${attempts} times in a row`,
    hint: () => "something else writes to the same tables: build with --threads 1, or stop it",
  }),
  Q0610: entry<{ found: string; known: string }>({
    message: ({ found, known }) =>
      `the warehouse's state has format ${found}, this version of quern knows ${known}`,
    hint: () => "update quern",
  }),
  Q0611: entry<{ node: string; reason: string }>({
    message: ({ node, reason }) => `a constraint of "${node}" is violated: ${reason}`,
  }),
  Q0613: entry<{ source: string; path: string }>({
    message: ({ source, path }) => `source "${source}" has no file at ${path}`,
    hint: () => "paths count from the folder of project.yml",
  }),
  Q0614: entry<{ source: string; age: string; limit: string }>({
    severity: "warning",
    message: ({ source, age, limit }) => `source "${source}" is ${age} old (a warning after ${limit})`,
  }),
  Q0615: entry<{ source: string; age: string; limit: string }>({
    message: ({ source, age, limit }) => `source "${source}" is ${age} old (an error after ${limit})`,
  }),
  Q0616: entry<{ source: string; reason: string }>({
    message: ({ source, reason }) => `the freshness of source "${source}" cannot be read: ${reason}`,
  }),
  Q0617: entry<{ reason: string }>({
    severity: "warning",
    message: ({ reason }) => `the history of the run cannot be written: ${reason}`,
  }),
  Q0618: entry<{ tests: number; names: readonly string[] }>({
    severity: "warning",
    message: ({ tests, names }) => {
      const shown =
        names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");
      return `${tests} ${tests === 1 ? "test was" : "tests were"} left out, for they compare with what is not built: ${shown}`;
    },
    hint: () =>
      "they run when those are built too; `--indirect-selection buildable` leaves them out without a word",
  }),
  Q0619: entry<{ node: string; reason: string }>({
    severity: "warning",
    message: ({ node, reason }) => `"${node}" is published, but a hook after its commit failed: ${reason}`,
  }),
};
