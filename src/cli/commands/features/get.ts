import type { Command } from "../../command.ts";

/** `quern features get`: prints what is known of one entity. */
export const featuresGetCommand: Command = {
  name: "features get",
  summary: "print the features of one entity, each with its age",
  details: [
    "The current values are those of the tables that `quern build` has published; an entity that no view knows has the values that training gives to it. --at works them out anew, as they stood then.",
    "Whole numbers beyond 2^53 and decimal numbers are text in JSON, as `quern show --json` prints them.",
  ].join("\n"),
  arguments: [
    { name: "ENTITY", description: "what the features are of: customer" },
    { name: "KEY", description: "value of each column of its key, in order", repeated: true },
  ],
  options: ["set", "at", "lockTimeout"],
  examples: [
    "quern features get customer 123",
    "quern features get customer 123 --at 2025-01-31T12:00",
    "quern features get customer 123 --set churn_training --json",
  ],
};
