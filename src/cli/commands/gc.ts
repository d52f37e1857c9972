import type { Command, ExitCode, Invocation } from "../command.ts";

/** `quern gc`: lists and drops relations that no node makes any more. */
export const gcCommand: Command = {
  name: "gc",
  summary: "list, and with --drop drop, relations that no node makes any more",
  details:
    "Only what a build has made is ever named: relations of nodes that were removed, renamed or moved to another schema, and the failing rows of tests that are gone.",
  options: ["drop", "lockTimeout"],
  examples: ["quern gc", "quern gc --drop"],
  run,
};

async function run(invocation: Invocation): Promise<ExitCode> {
  const { options, terminal } = invocation;
  const { collectOrphans } = await import("../../pipeline.ts");
  const { openProject } = await import("../open-project.ts");
  const { renderMany } = await import("../render/numbers.ts");
  const { readDuration } = await import("../values.ts");
  const loaded = await openProject(invocation);
  const orphans = await collectOrphans(loaded, {
    drop: options.drop ?? false,
    ...(options.lockTimeout !== undefined && {
      lockTimeout: readDuration("--lock-timeout", options.lockTimeout, true),
    }),
    listener: (event) => {
      if (event.kind === "waiting")
        terminal.say(`waiting for ${event.holder}, which holds the database file`);
    },
  });
  if (terminal.json) terminal.printJson({ dropped: options.drop ?? false, orphans });
  else
    for (const { kind, relation, node } of orphans)
      terminal.print(
        `${kind} ${relation.schema}.${relation.name}  ${terminal.paint("dim", `made for ${node}`)}`,
      );
  if (orphans.length === 0) terminal.say("nothing to drop");
  else if (options.drop) terminal.say(`dropped ${renderMany(orphans.length, "relation")}`);
  else
    terminal.say(
      `${renderMany(orphans.length, "relation")}; --drop drops ${orphans.length === 1 ? "it" : "them"}`,
    );
  return 0;
}
