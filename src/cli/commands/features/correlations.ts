import type { Command } from "../../command.ts";

/** `quern features correlations`: prints which features say the same. */
export const featuresCorrelationsCommand: Command = {
  name: "features correlations",
  summary: "print which features say the same, and what each says of the label",
  details: [
    "Pearson's and Spearman's correlation of two numbers, Cramér's V of two categories, the correlation ratio of a category and a number. Of a large table 100,000 rows are looked at; Pearson's correlations of the pairs printed are of all rows.",
    "Of redundant features the one is kept that says most of the label; without a label the one with the fewest missing values.",
  ].join("\n"),
  arguments: [{ name: "NAME", description: "a feature view or set" }],
  options: ["strength", "lockTimeout"],
  examples: [
    "quern features correlations churn_training",
    "quern features correlations orders --limit 0.8 --json",
  ],
};
