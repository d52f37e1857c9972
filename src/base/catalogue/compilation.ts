import { didYouMean, entry } from "./entry.ts";

/** Q0450-Q0499: rendering templates and compiling data tests. Part of `materializationMessages`. */
export const compilationMessages = {
  Q0450: entry<{ reason: string }>({
    message: ({ reason }) => `the template cannot be read: ${reason}`,
    hint: () => 'templates are Handlebars: {{ref "x"}}, {{#if incremental}} ... {{/if}}, {{> macro a=1}}',
  }),
  Q0451: entry<{ name: string; suggestion?: string }>({
    message: ({ name, suggestion }) => `unknown macro or helper "${name}"${didYouMean(suggestion)}`,
    hint: () => "functions live in macros/*.ts, partials ({{> name}}) in macros/*.hbs",
  }),
  Q0452: entry<{ name: string; suggestion?: string }>({
    message: ({ name, suggestion }) => `"${name}" is not known in this template${didYouMean(suggestion)}`,
    hint: ({ name }) => `variables of the project are read by {{var "${name}"}}`,
  }),
  Q0453: entry<{ name: string; suggestion?: string }>({
    message: ({ name, suggestion }) => `the variable "${name}" is not set${didYouMean(suggestion)}`,
    hint: ({ name }) =>
      `set it under \`vars:\` in project.yml, pass --vars, or give a default: {{var "${name}" "value"}}`,
  }),
  Q0454: entry<{ name: string; suggestion?: string }>({
    message: ({ name, suggestion }) =>
      `the environment variable "${name}" is not set${didYouMean(suggestion)}`,
    hint: ({ name }) => `set it in the environment or in .env, or give a default: {{env "${name}" "value"}}`,
  }),
  Q0455: entry<{ macro: string; argument: string; suggestion?: string; known: readonly string[] }>({
    message: ({ macro, argument, suggestion }) =>
      `macro "${macro}" has no parameter "${argument}"${didYouMean(suggestion)}`,
    hint: ({ known }) => (known.length === 0 ? "it takes none" : `its parameters: ${known.join(", ")}`),
  }),
  Q0456: entry<{ macro: string; argument: string; known: readonly string[] }>({
    message: ({ macro, argument }) => `macro "${macro}" needs "${argument}"`,
    hint: ({ known }) => `its parameters: ${known.join(", ")}`,
  }),
  Q0457: entry<{ macro: string }>({ message: ({ macro }) => `macro "${macro}" failed` }),
  Q0458: entry<{ helper: string; problem: string }>({
    message: ({ helper, problem }) => `{{${helper}}} ${problem}`,
  }),
  Q0459: entry<{ call: string }>({
    message: ({ call }) => `${call} was not known before rendering`,
    hint: () =>
      "dependencies are read from the template's syntax: write the call in the template, or pass it to the macro as an argument",
  }),
  Q0460: entry<{ name: string; suggestion?: string }>({
    message: ({ name, suggestion }) => `unknown macro "${name}"${didYouMean(suggestion)}`,
    hint: ({ name }) => `{{> ${name}}} renders macros/${name}.hbs`,
  }),
  Q0461: entry<{ macro: string }>({
    message: ({ macro }) => `macro "${macro}" calls itself without end`,
  }),
  Q0462: entry<{ name: string }>({
    message: ({ name }) => `"${name}" holds more than one statement`,
    hint: () => "a model is one SELECT; statements before and after it are hooks (`pre_hook`, `post_hook`)",
  }),
  Q0463: entry<{ name: string }>({
    message: ({ name }) => `"${name}" renders to no statement`,
    hint: () => "a model is one SELECT",
  }),
  Q0464: entry<{ reason: string }>({ message: ({ reason }) => `rendering failed: ${reason}` }),
  Q0465: entry<{ option: string; reader: string; suggestion?: string; known: readonly string[] }>({
    message: ({ option, reader, suggestion }) =>
      `${reader} has no option "${option}"${didYouMean(suggestion)}`,
    hint: ({ known }) => `its options: ${known.join(", ")}`,
  }),
  Q0466: entry<{ source: string }>({
    message: ({ source }) => `the format of source "${source}" cannot be told from its path`,
    hint: () =>
      "paths end in .csv, .tsv, .json, .jsonl, .ndjson or .parquet (also .gz, .zst); or say `format: csv`",
  }),

  /* ---------------------------------------------------------------- data tests */

  Q0470: entry<{ test: string; suggestion?: string }>({
    message: ({ test, suggestion }) => `unknown data test "${test}"${didYouMean(suggestion)}`,
    hint: ({ test }) => `a test of your own is a macro: macros/${test}.hbs, or a function in macros/*.ts`,
  }),
  Q0471: entry<{ test: string; argument: string; suggestion?: string; known: readonly string[] }>({
    message: ({ test, argument, suggestion }) =>
      `data test ${test} has no argument "${argument}"${didYouMean(suggestion)}`,
    hint: ({ known }) => (known.length === 0 ? "it takes none" : `its arguments: ${known.join(", ")}`),
  }),
  Q0472: entry<{ test: string; argument: string }>({
    message: ({ test, argument }) => `data test ${test} needs "${argument}"`,
  }),
  Q0473: entry<{ test: string; argument: string; expected: string; given: string }>({
    message: ({ test, argument, expected, given }) =>
      `"${argument}" of data test ${test} is ${given}, but should be ${expected}`,
  }),
  Q0474: entry<{ setting: string; text: string }>({
    message: ({ setting, text }) => `${setting} "${text}" is not a condition on the number of failing rows`,
    hint: () => 'write it as "> 10", ">= 10", "= 0", "!= 0" or "between 1 and 5"',
  }),
  Q0475: entry<{ test: string }>({
    message: ({ test }) => `data test ${test} needs a column`,
    hint: () => "declare it under the column, or say `column: NAME`",
  }),
  Q0476: entry<{ test: string; problem: string }>({
    message: ({ test, problem }) => `data test ${test}: ${problem}`,
  }),
};
