import type { Command } from "../command.ts";

/** `quern clean`: deletes what was generated. */
export const cleanCommand: Command = {
  name: "clean",
  summary: "delete what is generated in target/",
  details:
    "DuckDB files below target/ stay unless --all is given: history of snapshots and incremental models cannot be made again from the files.",
  options: ["all", "dryRun"],
  examples: ["quern clean", "quern clean --all"],
};
