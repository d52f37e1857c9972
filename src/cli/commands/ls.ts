import type { Command } from "../command.ts";
import { selectionOptions } from "../options.ts";

/** `quern ls`: lists nodes. */
export const lsCommand: Command = {
  name: "ls",
  aliases: ["list"],
  summary: "list nodes",
  details:
    "--output name prints what selects the node again, path its file, json an object a line with the keys of --output-keys (dots reach into values).",
  options: [...selectionOptions, "output", "outputKeys"],
  examples: [
    "quern ls --select +fct_orders --exclude tag:slow",
    "quern ls --resource-type model --output path",
    "quern ls --output json --output-keys name settings.materialized dependsOn",
  ],
};
