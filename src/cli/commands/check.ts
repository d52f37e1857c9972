import type { Command } from "../command.ts";
import { selectionOptions } from "../options.ts";

/** `quern check`: finds mistakes before anything runs. */
export const checkCommand: Command = {
  name: "check",
  summary: "check types, columns and rules of every statement, without running anything",
  details:
    "Binds each statement against empty tables in memory: no data and no warehouse are needed. Columns of sources are read once, from their files or the warehouse, and kept in target/cache. Rules of the project, which `rules:` of project.yml sets and rules/*.sql adds to, are held as well. A check of the whole project writes its columns to target/types and target/lineage.json. With --write-contracts --dry-run nothing is written: the difference is printed.",
  options: [...selectionOptions, "types", "writeContracts", "dryRun"],
  examples: [
    "quern check",
    "quern check --select +fct_orders",
    "quern check --types",
    "quern check --write-contracts --select tag:core",
    "quern check --json",
  ],
};
