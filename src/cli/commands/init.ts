import type { Command } from "../command.ts";

/** `quern init DIR`: writes a small project that builds at once. */
export const initCommand: Command = {
  name: "init",
  summary: "make a small working project in a new folder",
  arguments: [{ name: "DIR", description: "a new or empty folder" }],
  options: [],
  examples: ["quern init shop && cd shop && quern build"],
};
