import type { Command } from "../command.ts";

/** `quern doctor`: says what would keep a build from running here. */
export const doctorCommand: Command = {
  name: "doctor",
  summary: "check Node, the engine, the project, its database and the disk",
  options: [],
  examples: ["quern doctor", "quern doctor --json"],
};
