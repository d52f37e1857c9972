import type { Command } from "../../command.ts";

/** `quern features list`: prints what there is. */
export const featuresListCommand: Command = {
  name: "features list",
  summary: "list feature views and sets, or the features of one",
  arguments: [{ name: "NAME", description: "a feature view or set", optional: true }],
  options: [],
  examples: ["quern features list", "quern features list orders", "quern features list --json"],
};
