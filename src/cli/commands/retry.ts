import type { Command } from "../command.ts";

/** `quern retry`: runs again what the last run did not finish. */
export const retryCommand: Command = {
  name: "retry",
  summary: "run again what failed or was skipped in the last run, and what depends on it",
  details:
    "Reads target/run_results.json. Variables and --full-refresh, --empty and --sample are those of that run; --vars adds to them.",
  options: ["threads", "failFast", "dryRun", "storeFailures", "lockTimeout", "state"],
  examples: ["quern retry", "quern retry --vars churn_days=30"],
};
