import type { Command } from "../../command.ts";

/** `quern features pack`: writes what `quern features serve` reads. */
export const featuresPackCommand: Command = {
  name: "features pack",
  summary: "pack current features into the files that are served",
  details:
    "`quern features serve` does this by itself, at its start and after each build. What has not changed since is not packed again.",
  options: ["lockTimeout"],
  examples: ["quern features pack"],
};
