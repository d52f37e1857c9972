import type { Command } from "../command.ts";

/** `quern gc`: lists and drops relations that no node makes any more. */
export const gcCommand: Command = {
  name: "gc",
  summary: "list, and with --drop drop, relations that no node makes any more",
  details:
    "Only what a build has made is ever named: relations of nodes that were removed, renamed or moved to another schema, and the failing rows of tests that are gone.",
  options: ["drop", "lockTimeout"],
  examples: ["quern gc", "quern gc --drop"],
};
