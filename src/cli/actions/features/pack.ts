import { relative } from "node:path";
import { DiagnosticError } from "../../../base/diagnostic.ts";
import { packFeatures } from "../../../pipeline/features/pack-features.ts";
import type { ExitCode, Invocation } from "../../command.ts";
import { asErrors } from "../../features/as-errors.ts";
import { openProject } from "../../open-project.ts";
import { readDuration } from "../../values.ts";

/** What `quern features pack` does. */
export async function featuresPack(invocation: Invocation): Promise<ExitCode> {
  const { options, terminal, directory } = invocation;
  const loaded = await openProject(invocation);
  const { packs, diagnostics } = await packFeatures(loaded, {
    ...(options.lockTimeout !== undefined && {
      lockTimeout: readDuration("--lock-timeout", options.lockTimeout, true),
    }),
    listener: (event) => {
      if (event.kind === "waiting") terminal.progress(`waiting for ${event.holder}`);
    },
  });
  if (packs.length === 0 && diagnostics.length > 0) throw new DiagnosticError(asErrors(diagnostics));
  terminal.report(diagnostics);
  if (terminal.json) terminal.printJson({ kind: "packed", packs });
  else if (packs.length === 0) terminal.say("no feature view is declared");
  for (const { set, file, written } of terminal.json ? [] : packs)
    terminal.print(
      `${set}  ${terminal.paint("dim", `${relative(directory, file)}${written ? "" : " (as it was)"}`)}`,
    );
  return 0;
}
