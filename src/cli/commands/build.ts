import type { Command } from "../command.ts";
import { runOptions, selectionOptions } from "../options.ts";

/** `quern build`: materialises, tests and publishes. */
export const buildCommand: Command = {
  name: "build",
  summary: "build what has changed: materialise, test, publish",
  details:
    "Each node and its tests run in one transaction: a failing test of severity error leaves the published version as it was, and what depends on the node is skipped.",
  options: [...selectionOptions, ...runOptions],
  examples: [
    "quern build",
    "quern build --select +fct_orders",
    "quern build --select state:modified+ --state previous/target",
    "quern build --dry-run",
  ],
};
