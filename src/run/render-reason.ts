import type { Reason } from "./types.ts";

/** Renders why a node runs, in words: `its statement changed`. Names more than three nodes by their number. */
export function renderReason(reason: Reason): string {
  return (wordings[reason.kind] as (reason: Reason) => string)(reason);
}

/** Renders several reasons as one phrase; "unchanged" where there is none. */
export function renderReasons(reasons: readonly Reason[]): string {
  return reasons.length === 0 ? "unchanged" : reasons.map(renderReason).join("; ");
}

const wordings: { readonly [K in Reason["kind"]]: (reason: Extract<Reason, { kind: K }>) => string } = {
  new: () => "not built before",
  killed: () => "a build was killed before it was done",
  statement: () => "its statement changed",
  settings: () => "its settings changed",
  macro: ({ names }) => `${names.length === 1 ? "macro" : "macros"} ${list(names)} changed`,
  vars: ({ names }) => `${names.length === 1 ? "variable" : "variables"} ${list(names)} changed`,
  parent: ({ parents }) => `${list(parents.map(shortName))} changed`,
  "source-data": ({ sources }) => `new data in ${list(sources.map(shortName))}`,
  "seed-data": () => "its file changed",
  volatile: () => "its statement gives something else each time",
  forced: () => "forced",
  "full-refresh": () => "full refresh",
  missing: () => "its relation is missing",
  tests: () => "its tests, or what they read, changed",
  asked: () => "asked for",
  batches: () => "some of its batches are not filled yet",
  restatement: () => "a range of its batches is filled again",
  moment: () => "its moment moved",
  sample: () => "built from other data than before (sample, empty or whole)",
};

function list(names: readonly string[]): string {
  if (names.length <= 3) return names.join(", ");
  return `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
}

/** `model.fct_orders` -> `fct_orders`. */
function shortName(id: string): string {
  return id.slice(id.indexOf(".") + 1);
}
