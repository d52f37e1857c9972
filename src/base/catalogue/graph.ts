import { entry } from "./entry.ts";

/** Q03xx: rules of the graph. */
export const graphMessages = {
  Q0301: entry<{ kind: string; name: string; otherKind: string; other: string }>({
    message: ({ kind, name, otherKind, other }) =>
      `${kind} "${name}" has the name of the ${otherKind} declared at ${other}`,
    hint: () => "rename one of them; refs find models, seeds, snapshots and features by name alone",
  }),
  Q0302: entry<{ name: string; other: string }>({
    message: ({ name, other }) => `two tests are called "${name}"; the other is at ${other}`,
    hint: () => "give one of them a `name:` of its own, or remove it",
  }),
  Q0303: entry<{ relation: string; name: string; other: string }>({
    message: ({ relation, name, other }) => `"${name}" and "${other}" would both write ${relation}`,
    hint: () => "give one of them another `alias` or `schema`",
  }),
  Q0304: entry<{ path: readonly string[]; edges: readonly string[] }>({
    message: ({ path, edges }) =>
      `cycle: ${path.join(" -> ")}${edges.map((edge) => `\n    ${edge}`).join("")}`,
    hint: () => "remove one of these refs",
  }),
  Q0305: entry<{ name: string }>({
    message: ({ name }) => `"${name}" reads itself`,
    hint: () => "the rows that it already holds are {{this}}, inside {{#if incremental}}",
  }),
  Q0306: entry<{ name: string; stage: string; target: string; targetStage: string; path: readonly string[] }>(
    {
      message: ({ name, stage, target, targetStage, path }) =>
        `"${name}" of stage ${stage} reads "${target}" of the later stage ${targetStage}: ${path.join(" -> ")}`,
      hint: ({ stage }) =>
        `a model reads its own stage and earlier ones; move what both need into ${stage} or before`,
    },
  ),
  Q0307: entry<{ name: string; stage: string; source: string; first: string; path: readonly string[] }>({
    message: ({ name, stage, source, path }) =>
      `"${name}" of stage ${stage} reads the source "${source}": ${path.join(" -> ")}`,
    hint: ({ first }) => `only ${first} reads sources; read the source in a model of ${first} and ref that`,
  }),
  Q0308: entry<{ reader: string; name: string; group: string }>({
    message: ({ reader, name, group }) =>
      `"${reader}" may not read "${name}", which is private to the group "${group}"`,
    hint: ({ name, group }) => `put it into the group "${group}", or make "${name}" protected`,
  }),
  Q0309: entry<{ name: string }>({
    message: ({ name }) => `"${name}" is private but belongs to no group, so nothing may read it`,
    hint: () => "give it a `group`, or another `access`",
  }),
  Q0310: entry<{ reader: string; name: string; package: string }>({
    message: ({ reader, name, package: owner }) =>
      `"${reader}" may not read "${name}" of package "${owner}", which is protected`,
    hint: () => "only public models are read from other packages",
  }),
  Q0311: entry<{ path: readonly string[] }>({
    message: ({ path }) => `macros call each other in a circle: ${path.join(" -> ")}`,
  }),
  Q0312: entry<{ name: string; version: string; known: readonly string[] }>({
    message: ({ name, version }) => `the latest version ${version} of "${name}" does not exist`,
    hint: ({ known }) => `versions: ${known.join(", ")}`,
  }),
  Q0313: entry<{ reader: string; name: string; date: string; past: boolean; latest?: string }>({
    severity: "warning",
    message: ({ reader, name, date, past }) =>
      past
        ? `"${reader}" reads "${name}", deprecated since ${date}`
        : `"${reader}" reads "${name}", which is deprecated on ${date}`,
    hint: ({ latest }) => (latest === undefined ? undefined : `read version ${latest}`),
  }),
  Q0314: entry<{ test: string; name: string }>({
    severity: "warning",
    message: ({ test, name }) =>
      `the test "${test}" is left out, because it reads "${name}", which is disabled`,
  }),
  Q0315: entry<{ location: string; name: string; other: string }>({
    message: ({ location, name, other }) => `"${name}" and "${other}" would both write the file ${location}`,
    hint: () => "give one of them another `location`",
  }),
  Q0316: entry<{ names: readonly string[] }>({
    message: ({ names }) => `more than one selector is the default: ${names.join(", ")}`,
    hint: () => "leave `default: true` at one of them",
  }),
};
