import { entry } from "./entry.ts";

/** So many features are named; the others are counted. */
const named = 5;

function renderFeatures(features: readonly string[]): string {
  const rest = features.length - named;
  return `${features.slice(0, named).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

interface Moved {
  readonly node: string;
  readonly reference: string;
  readonly features: readonly string[];
  readonly compared: number;
}

function renderMoved({ node, reference, features, compared }: Moved): string {
  const count = `${features.length} of ${compared} ${compared === 1 ? "feature" : "features"}`;
  const from = reference === "previous" ? "the build before" : reference;
  return `${count} of "${node}" moved away from ${from}: ${renderFeatures(features)}`;
}

/** Q1280 to Q1294: statistics and drift of features. */
export const statisticsMessages = {
  Q1280: entry<Moved>({
    severity: "warning",
    message: renderMoved,
    hint: ({ node }) => `see all of them: quern features drift ${node}`,
  }),
  Q1281: entry<Moved>({
    message: (parameters) => `${renderMoved(parameters)}; it is not published`,
    hint: () =>
      "look at the data behind them; `severity: warn` publishes, and tells it. Kept in _quern.feature_drift",
  }),
};
