import type { Command } from "../command.ts";
import { runOptions, selectionOptions } from "../options.ts";

/** `quern run`: materialises without testing. */
export const runCommand: Command = {
  name: "run",
  summary: "build what has changed without testing it",
  options: [...selectionOptions, ...runOptions],
  examples: ["quern run --select fct_orders", "quern run --full-refresh --select fct_events"],
};
