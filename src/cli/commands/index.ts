import type { Command, CommandGroup } from "../command.ts";
import { buildCommand } from "./build.ts";
import { checkCommand } from "./check.ts";
import { cleanCommand } from "./clean.ts";
import { compileCommand } from "./compile.ts";
import { demoCommand } from "./demo.ts";
import { doctorCommand } from "./doctor.ts";
import { featuresGroup } from "./features/index.ts";
import { freshnessCommand } from "./freshness.ts";
import { gcCommand } from "./gc.ts";
import { initCommand } from "./init.ts";
import { lineageCommand } from "./lineage.ts";
import { lsCommand } from "./ls.ts";
import { retryCommand } from "./retry.ts";
import { runCommand } from "./run.ts";
import { showCommand } from "./show.ts";
import { testCommand } from "./test.ts";

/** Every command and group of commands, in the order of the help. */
export const commandTree: readonly (Command | CommandGroup)[] = [
  initCommand,
  demoCommand,
  buildCommand,
  runCommand,
  testCommand,
  checkCommand,
  retryCommand,
  lsCommand,
  showCommand,
  compileCommand,
  lineageCommand,
  featuresGroup,
  freshnessCommand,
  gcCommand,
  cleanCommand,
  doctorCommand,
];

/** Every command, those of groups too. */
export const commands: readonly Command[] = commandTree.flatMap((each) =>
  "commands" in each ? each.commands : each,
);
