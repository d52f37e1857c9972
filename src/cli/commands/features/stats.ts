import type { Command } from "../../command.ts";

/** `quern features stats`: prints what the columns of a view or set hold. */
export const featuresStatsCommand: Command = {
  name: "features stats",
  summary: "print what each feature holds: missing, distinct, mean, quantiles, spread",
  details:
    "The figures are those of the last build, which keeps them in _quern.feature_statistics. The bars are the spread from quantile 0.01 to 0.99. Of personal data no value is kept. --json has all quantiles and the histograms.",
  arguments: [{ name: "NAME", description: "a feature view or set" }],
  options: ["lockTimeout"],
  examples: ["quern features stats orders", "quern features stats churn_training --json"],
};
