import type { Command } from "../../command.ts";

/** `quern features versions`: lists what a training set has held. */
export const featuresVersionsCommand: Command = {
  name: "features versions",
  summary: "list the versions of a training set",
  details: [
    "A build that gives other rows than before makes a new version; equal rows are the same one, in whatever order, and whatever the last digits of sums of floating-point numbers (the table then keeps the rows that it had). --json prints each version with its columns, the rows by class and part, and the manifest of all it was made of.",
    "Of the rows that are left out, those dropped have a label whose horizon was not over, and those purged look past the end of their part of time (split: {by: time, .., purge: true}).",
    "The rows of the last versions are kept (keep_versions of the set, 5 where it does not say), in the table that is shown: read them with `quern show --inline`.",
  ].join("\n"),
  arguments: [{ name: "NAME", description: "a training set" }],
  options: ["lockTimeout"],
  examples: [
    "quern features versions churn_training",
    "quern features versions churn_training --json",
    "quern show --inline 'select * from _quern.rows_churn_training_1f3a5c7e9b02'",
  ],
};
