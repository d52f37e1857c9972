import type { Command } from "../command.ts";
import { selectionOptions } from "../options.ts";

/** `quern test`: tests what is built. */
export const testCommand: Command = {
  name: "test",
  summary: "test what is built, building nothing; run unit tests",
  details:
    "Unit tests run on DuckDB in memory and do not open the warehouse. --write takes a few rows of each input that belong together, masks columns that hold personal data (tagged pii, or made of such), and writes them with what the node makes of them to tests/NODE.yml; an existing file is only replaced with --force.",
  options: [
    ...selectionOptions,
    "threads",
    "failFast",
    "storeFailures",
    "lockTimeout",
    "dryRun",
    "write",
    "force",
  ],
  examples: [
    "quern test",
    "quern test --select fct_orders",
    "quern test --select test_type:unit",
    "quern test --write fct_orders",
  ],
};
