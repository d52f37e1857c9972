import type { Command } from "../command.ts";
import { selectionOptions } from "../options.ts";

/** `quern test`: tests what is built. */
export const testCommand: Command = {
  name: "test",
  summary: "test what is built, building nothing",
  options: [...selectionOptions, "threads", "failFast", "storeFailures", "lockTimeout", "dryRun"],
  examples: ["quern test", "quern test --select fct_orders", "quern test --select test_type:singular"],
};
