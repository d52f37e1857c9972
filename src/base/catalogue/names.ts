import { didYouMean, entry } from "./entry.ts";

/** Q01xx: names that do not resolve. */
export const nameMessages = {
  Q0101: entry<{ name: string; suggestion?: string }>({
    message: ({ name, suggestion }) => `unknown model "${name}"${didYouMean(suggestion)}`,
    hint: () =>
      "a ref names a model, seed or snapshot of this project; tables from outside are declared as sources",
  }),
  Q0102: entry<{ source: string; table: string; suggestion?: string }>({
    message: ({ source, table, suggestion }) =>
      `unknown source "${source}.${table}"${didYouMean(suggestion)}`,
    hint: () => "a source is declared under `sources:` in a YAML file of models/, each of its tables by name",
  }),
  Q0103: entry<{ name: string; kind: string; reader: string }>({
    message: ({ name, kind, reader }) => `"${reader}" reads ${kind} "${name}", which is disabled`,
    hint: ({ reader }) => `enable it again, or disable "${reader}" as well`,
  }),
  Q0104: entry<{ name: string; version: string; known: readonly string[] }>({
    message: ({ name, version, known }) =>
      known.length === 0
        ? `model "${name}" has no versions, but version ${version} is asked for`
        : `model "${name}" has no version ${version}`,
    hint: ({ known }) => (known.length === 0 ? "leave out the version" : `versions: ${known.join(", ")}`),
  }),
  Q0105: entry<{ package: string; name: string; suggestion?: string }>({
    message: ({ package: wanted, name, suggestion }) =>
      `unknown package "${wanted}" in the ref to "${name}"${didYouMean(suggestion)}`,
    hint: () => "packages are listed under `packages:` in project.yml",
  }),
  Q0106: entry<{ group: string; node: string; suggestion?: string }>({
    message: ({ group, node, suggestion }) =>
      `"${node}" belongs to the unknown group "${group}"${didYouMean(suggestion)}`,
    hint: () => "groups are declared under `groups:` in a YAML file of models/",
  }),
  Q0107: entry<{ column: string; relation?: string; suggestion?: string }>({
    message: ({ column, relation, suggestion }) =>
      `unknown column "${column}"${relation === undefined ? "" : ` of "${relation}"`}${didYouMean(suggestion)}`,
  }),
  Q0108: entry<{ stage: string; node: string; known: readonly string[]; suggestion?: string }>({
    message: ({ stage, node, suggestion }) =>
      `"${node}" is set to the unknown stage "${stage}"${didYouMean(suggestion)}`,
    hint: ({ known }) => `stages of project.yml: ${known.join(", ")}`,
  }),
  Q0109: entry<{ name: string; packages: readonly string[] }>({
    message: ({ name, packages }) => `"${name}" could be that of package ${packages.join(" or ")}`,
    hint: ({ name, packages }) => `name the package: {{ref "${packages[0]}" "${name}"}}`,
  }),
  Q0110: entry<{ node: string }>({
    message: ({ node }) => `what "${node}" reads is only known by rendering it`,
    hint: () => "give ref and source literal names",
  }),

  /* ---------------------------------------------------------------- selectors */

  Q0120: entry<{ method: string; quote: string; known: readonly string[]; suggestion?: string }>({
    message: ({ method, quote, suggestion }) =>
      `unknown selector method "${method}"${didYouMean(suggestion)}${quote}`,
    hint: ({ known }) => `methods: ${known.join(", ")}`,
  }),
  Q0121: entry<{ reason: string; quote: string }>({
    message: ({ reason, quote }) => `${reason}${quote}`,
    hint: () => "a selector is [@ or n+][method:]value[+n]; spaces add up, commas intersect",
  }),
  Q0122: entry<{ selector: string; suggestion?: string }>({
    severity: "warning",
    message: ({ selector, suggestion }) =>
      `the selector "${selector}" matches nothing${didYouMean(suggestion)}`,
  }),
  Q0123: entry<{ name: string; quote: string; suggestion?: string }>({
    message: ({ name, quote, suggestion }) =>
      `no selector is named "${name}"${didYouMean(suggestion)}${quote}`,
    hint: () => "named selectors are declared under `selectors:` in a YAML file",
  }),
  Q0124: entry<{ path: readonly string[] }>({
    message: ({ path }) => `selectors refer to each other in a circle: ${path.join(" -> ")}`,
  }),
  Q0125: entry<{
    method: string;
    value: string;
    known: readonly string[];
    quote: string;
    suggestion?: string;
  }>({
    message: ({ method, value, quote, suggestion }) =>
      `"${value}" is not a value of the selector method "${method}"${didYouMean(suggestion)}${quote}`,
    hint: ({ known }) => `one of ${known.join(", ")}`,
  }),
  Q0126: entry<{ method: string; needs: string; quote: string }>({
    message: ({ method, needs, quote }) => `"${method}:" has nothing to compare with: ${needs}${quote}`,
  }),
  Q0127: entry<{ selector: string; reason: string }>({
    message: ({ selector, reason }) => `selector "${selector}": ${reason}`,
    hint: () =>
      'a definition is a string ("tag:x+"), {METHOD: VALUE}, {method: ..., value: ...}, {union: [...]} or {intersection: [...]}',
  }),
  Q0128: entry<{ selector: string }>({
    severity: "warning",
    message: ({ selector }) =>
      `--select and --exclude are not looked at, since --selector ${selector} is given`,
  }),
};
