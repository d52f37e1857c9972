import type { Command } from "../command.ts";

/** `quern show`: prints rows. */
export const showCommand: Command = {
  name: "show",
  summary: "print rows of a node, or of a query of your own",
  details:
    "A model, seed or snapshot is shown as it is published, a source as its file or table is, a test by its failing rows, an ephemeral model by its query.",
  arguments: [{ name: "NODE", description: "name as `quern ls` prints it", optional: true }],
  options: ["inline", "limit", "output", "lockTimeout"],
  examples: [
    "quern show fct_orders --limit 5",
    `quern show --inline 'select status, count(*) from {{ref "fct_orders"}} group by all'`,
    "quern show source:shop.orders --output csv",
  ],
};
