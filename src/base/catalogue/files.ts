import { didYouMean, entry } from "./entry.ts";

/** Q00xx: files and the shapes of YAML. */
export const fileMessages = {
  Q0001: entry<{ directory: string }>({
    message: ({ directory }) => `no project.yml in ${directory} or above it`,
    hint: () => "run `quern init DIR` to make a project, or pass --project-dir",
  }),

  /* ---------------------------------------------------------------- shapes */

  Q0002: entry<{ key: string; where: string; suggestion?: string; known: readonly string[] }>({
    message: ({ key, where, suggestion }) => `unknown key "${key}" in ${where}${didYouMean(suggestion)}`,
    // Models know some forty settings: with a suggestion their list would only be in the way.
    hint: ({ known, suggestion }) =>
      suggestion !== undefined && known.length > 12 ? undefined : `known keys: ${known.join(", ")}`,
  }),
  Q0003: entry<{ key: string; expected: string; given: string }>({
    message: ({ key, expected, given }) => `"${key}" is ${given}, but should be ${expected}`,
  }),
  Q0004: entry<{ key: string; where: string }>({
    message: ({ key, where }) => `"${key}" is missing in ${where}`,
  }),
  Q0005: entry<{ key: string; value: string; known: readonly string[]; suggestion?: string }>({
    message: ({ key, value, suggestion }) => `"${key}" cannot be ${value}${didYouMean(suggestion)}`,
    hint: ({ known }) => `one of ${known.join(", ")}`,
  }),
  Q0006: entry<{ key: string; value: string }>({
    message: ({ key, value }) => `"${key}" is ${value}, which is not a duration`,
    hint: () => 'write it as 30m, 12h, 7d, 2w, "12 hours", or {count: 12, period: hour}',
  }),
  Q0007: entry<{ what: string; name: string; first: string }>({
    message: ({ what, name, first }) => `${what} "${name}" is already declared in ${first}`,
    hint: () => "keep one of the two, or rename one",
  }),
  Q0009: entry<{ problem: string; advice?: string }>({
    message: ({ problem }) => problem,
    hint: ({ advice }) => advice,
  }),

  /* ---------------------------------------------------------------- YAML's syntax */

  Q0011: entry<{ reason: string; advice?: string }>({
    message: ({ reason }) => `the YAML cannot be read: ${reason}`,
    hint: ({ advice }) => advice,
  }),
  Q0012: entry({
    message: () => "the line is indented by a tab",
    hint: () => "YAML is indented by blanks only",
  }),
  Q0013: entry<{ key: string; line: number }>({
    message: ({ key, line }) => `the key "${key}" already stands on line ${line}`,
    hint: () => "keep one of the two; of several lists make one",
  }),
  Q0014: entry({
    message: () => "the file holds a second YAML document",
    hint: () => "put it into a file of its own: only the first one would be read",
  }),
  Q0015: entry({
    message: () => "merge keys (<<) are not supported",
    hint: () =>
      "settings that several nodes share go into project.yml, per folder; whole values may be anchored (&x, *x)",
  }),
  Q0016: entry<{ tag: string }>({
    message: ({ tag }) => `the tag ${tag} is not known`,
    hint: () => "leave it out; a text that starts with ! needs quotes",
  }),
  Q0017: entry({
    message: () => "the aliases of this file stand for more than 100,000 values",
    hint: () => "write the values out, or split the file",
  }),
  Q0018: entry({
    message: () => "a key has to be a plain text",
    hint: () => 'a Handlebars tag needs quotes: "{{...}}"',
  }),

  Q0019: entry<{ name: string }>({
    message: ({ name }) => `the alias *${name} names no anchor above it`,
    hint: ({ name }) => `an anchor is &${name} before a value; a text that starts with * needs quotes`,
  }),

  /* ---------------------------------------------------------------- files */

  Q0020: entry<{ file: string }>({
    message: ({ file }) => `${file} cannot be read`,
    hint: () => "check that it exists and may be read",
  }),
  Q0021: entry<{ file: string; megabytes: number; limit: number }>({
    message: ({ file, megabytes, limit }) =>
      `${file} has ${megabytes} MB, more than the ${limit} MB that are read`,
    hint: () => "split it into several files; rows of data belong into .csv or .parquet files",
  }),
  Q0022: entry<{ file: string }>({
    message: ({ file }) => `${file} is not valid UTF-8`,
    hint: () => "save it as UTF-8",
  }),
  Q0023: entry<{ name: string; what: string; suggestion?: string }>({
    message: ({ name, what, suggestion }) => `${what} "${name}" has no file${didYouMean(suggestion)}`,
    hint: ({ name, what }) =>
      what === "seed" ? `its rows are in models/**/${name}.csv` : `its SQL is in models/**/${name}.sql`,
  }),
  Q0024: entry<{ name: string; first: string; kind: string }>({
    message: ({ name, first, kind }) => `${kind} "${name}" is already defined by ${first}`,
    hint: () => "models, seeds and snapshots share one namespace: rename one of the files",
  }),
  Q0025: entry<{ name: string; file: string; kind: string }>({
    message: ({ name, file, kind }) => `"${name}" is described as a ${kind}, but ${file} is something else`,
    hint: () => "seeds (.csv) are described under `seeds:` or `models:`, models (.sql) under `models:`",
  }),
  Q0026: entry<{ name: string }>({
    message: ({ name }) => `"${name}" cannot be the name of a model`,
    hint: () => "names are made of letters, digits and _, and start with a letter or _",
  }),
  Q0027: entry<{ name: string; v: string; file: string; suggestion?: string }>({
    message: ({ name, v, file, suggestion }) =>
      `version ${v} of model "${name}" has no file ${file}${didYouMean(suggestion)}`,
    hint: ({ name, v }) => `its SQL is in ${name}_v${v}.sql, or in what \`defined_in\` names`,
  }),
  Q0028: entry<{ name: string; latest: string; known: readonly string[] }>({
    message: ({ name, latest }) => `latest_version ${latest} of model "${name}" is not among its versions`,
    hint: ({ known }) => `versions: ${known.join(", ")}`,
  }),
  Q0029: entry<{ package: string; suggestion?: string }>({
    message: ({ package: name, suggestion }) => `package "${name}" is not installed${didYouMean(suggestion)}`,
    hint: ({ package: name }) => `run \`npm install ${name}\``,
  }),
  Q0030: entry<{ path: string; suggestion?: string }>({
    severity: "warning",
    message: ({ path, suggestion }) => `the settings of "${path}" apply to nothing${didYouMean(suggestion)}`,
    hint: () =>
      "under `models:` stand the folders below models/, and names of models in them; under `features:` those of features/ and its views",
  }),
  Q0031: entry<{ name: string; suggestion?: string }>({
    message: ({ name, suggestion }) =>
      `the environment variable "${name}" is not set${didYouMean(suggestion)}`,
    hint: ({ name }) => `set it in the environment or in .env, or give a default: {{env "${name}" "value"}}`,
  }),
  Q0032: entry<{ name: string; suggestion?: string }>({
    message: ({ name, suggestion }) => `the variable "${name}" is not set${didYouMean(suggestion)}`,
    hint: ({ name }) =>
      `set it under \`vars:\` in project.yml, pass --vars, or give a default: {{var "${name}" "value"}}`,
  }),
  Q0033: entry<{ text: string }>({
    message: ({ text }) => `${text} is not known in YAML`,
    hint: () => 'texts may hold {{env "NAME"}}, {{env "NAME" "default"}} and {{var "name"}}',
  }),
  Q0034: entry<{ target: string; known: readonly string[]; suggestion?: string }>({
    message: ({ target, suggestion }) =>
      `"target" names the unknown target "${target}"${didYouMean(suggestion)}`,
    hint: ({ known }) =>
      known.length === 0 ? "declare it under `targets:`" : `targets: ${known.join(", ")}`,
  }),
  Q0035: entry<{ text: string }>({
    message: ({ text }) => `"${text}" is not a dependency`,
    hint: () => 'write it as ref "model" or source "source" "table"',
  }),
  Q0036: entry({
    severity: "warning",
    message: () => "this line of .env is not read",
    hint: () => "its lines are NAME=value",
  }),
  Q0037: entry<{ test: string }>({
    message: ({ test }) => `${test} is not a data test`,
    hint: () => "write a name (unique), or a name with its arguments: accepted_values: {values: [a, b]}",
  }),
  Q0038: entry<{ test: string; keys: readonly string[] }>({
    message: ({ keys }) => `a data test has one name, but here are ${keys.length}: ${keys.join(", ")}`,
    hint: ({ test }) => `arguments belong below the name: {${test}: {...}}; is the indentation right?`,
  }),
};
