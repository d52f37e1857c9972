import type { Command } from "../../command.ts";

/** `quern features drift`: prints how far features have moved. */
export const featuresDriftCommand: Command = {
  name: "features drift",
  summary: "print how far features have moved from what they were",
  details: [
    "Without --reference it prints what the last build found by the `drift:` of the view or set, or compares with the build before. PSI below 0.1 is as good as nothing, above 0.2 it is much. KS is the largest difference of the two distributions, p how likely it is by chance; `0.100+0.010` means that it lies between 0.100 and 0.110.",
    "A length of time means, of a view, the build for a moment so long before this one's; of a set, the rows of as long a time before its last ones.",
  ].join("\n"),
  arguments: [{ name: "NAME", description: "a feature view or set" }],
  options: ["reference", "lockTimeout"],
  examples: [
    "quern features drift orders",
    "quern features drift orders --reference churn_training",
    "quern features drift churn_training --reference 90d --json",
  ],
};
