import { collectOrphans } from "../../pipeline.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { openProject } from "../open-project.ts";
import { renderMany } from "../render/numbers.ts";
import { readDuration } from "../values.ts";

/** What `quern gc` does. */
export async function gc(invocation: Invocation): Promise<ExitCode> {
  const { options, terminal } = invocation;
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
