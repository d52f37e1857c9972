import type { Command } from "../command.ts";
import { selectionOptions } from "../options.ts";

/** `quern compile`: shows the SQL that templates become. */
export const compileCommand: Command = {
  name: "compile",
  summary: "print the SQL of one node, or write that of several to target/compiled/",
  arguments: [{ name: "NODE", description: "name as `quern ls` prints it", optional: true }],
  options: [...selectionOptions, "inline", "empty", "sample"],
  examples: [
    "quern compile fct_orders",
    `quern compile --inline 'select count(*) from {{ref "fct_orders"}}'`,
    "quern compile",
  ],
};
