import type { Command } from "../command.ts";

/** `quern freshness`: how old the sources are. */
export const freshnessCommand: Command = {
  name: "freshness",
  summary: "check the age of sources against their limits",
  details:
    "Writes target/sources.json, which source_status: compares with. Sources without limits are left out.",
  options: ["select", "exclude", "selector", "lockTimeout"],
  examples: ["quern freshness", "quern freshness --select source:shop"],
};
