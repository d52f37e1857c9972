import { didYouMean, entry } from "./entry.ts";

/** So many features are named; the others are counted. */
const named = 5;

function renderFeatures(features: readonly string[]): string {
  const rest = features.length - named;
  return `${features.slice(0, named).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** Features that are beyond a limit, each with its figures. */
export interface MovedFeatures {
  readonly node: string;
  readonly reference: string;
  readonly features: readonly string[];
  readonly compared: number;
}

function renderMoved({ node, reference, features, compared }: MovedFeatures): string {
  const count = `${features.length} of ${compared} ${compared === 1 ? "feature" : "features"}`;
  const from = reference === "previous" ? "the build before" : reference;
  return `${count} of "${node}" moved away from ${from}: ${renderFeatures(features)}`;
}

/** Q1280 to Q1294: statistics and drift of features. */
export const statisticsMessages = {
  Q1280: entry<MovedFeatures>({
    severity: "warning",
    message: renderMoved,
    hint: ({ node }) => `see all of them: quern features drift ${node}`,
  }),
  Q1281: entry<MovedFeatures>({
    message: (parameters) => `${renderMoved(parameters)}; it is not published`,
    hint: () =>
      "look at the data behind them; `severity: warn` publishes, and tells it. Kept in _quern.feature_drift",
  }),
  Q1282: entry<{ name: string; reference: string; isItself: boolean; suggestion?: string }>({
    message: ({ name, reference, isItself, suggestion }) =>
      isItself
        ? `"${name}" cannot be compared with itself${didYouMean(suggestion)}`
        : `"${name}" cannot be compared with "${reference}": there is no such node${didYouMean(suggestion)}`,
    hint: () => "previous is the build before, 30d what was 30 days ago, a name another table of the project",
  }),
  Q1283: entry<{ text: string }>({
    message: ({ text }) => `"${text}" is no limit of drift`,
    hint: () => 'write "> 0.2", ">= 0.2" or 0.2: a feature beyond it is told',
  }),
  Q1284: entry<{ name: string; kind: string }>({
    message: ({ name, kind }) =>
      `"${name}" is a ${kind}: statistics are kept of feature views and training sets`,
    hint: () => "quern ls -s resource_type:feature_view resource_type:training_set lists them",
  }),
  Q1285: entry<{ name: string }>({
    message: ({ name }) => `nothing is kept of "${name}" yet`,
    hint: ({ name }) => `build it: quern build -s ${name}`,
  }),
  Q1286: entry<{ name: string; reference: string }>({
    message: ({ name, reference }) =>
      reference === "previous"
        ? `"${name}" has been built once: there is no build before to compare it with`
        : `"${name}" cannot be compared with ${reference}, of which nothing is there yet`,
    hint: () => "--reference names what to compare with: previous, a length of time such as 30d, or a table",
  }),
  Q1287: entry<{ name: string }>({
    message: ({ name }) => `"${name}" keeps no statistics, and cannot be compared with anything`,
    hint: () => "remove `drift`, or let `keep_statistics` be the number of builds that are kept",
  }),
} as const;
