import { padText } from "../../base/text-width.ts";
import type { Command, ExitCode, Invocation } from "../command.ts";

/** `quern freshness`: how old the sources are. */
export const freshnessCommand: Command = {
  name: "freshness",
  summary: "check the age of sources against their limits",
  details:
    "Writes target/sources.json, which source_status: compares with. Sources without limits are left out.",
  options: ["select", "exclude", "selector", "lockTimeout"],
  examples: ["quern freshness", "quern freshness --select source:shop"],
  run,
};

async function run(invocation: Invocation): Promise<ExitCode> {
  const { options, terminal } = invocation;
  const { readFreshness } = await import("../../pipeline.ts");
  const { openProject } = await import("../open-project.ts");
  const { nodeSelector } = await import("../render/node-name.ts");
  const { selectByOptions } = await import("../selection.ts");
  const { readDuration } = await import("../values.ts");
  const loaded = await openProject(invocation);
  const selected = await selectByOptions(loaded, invocation, { kinds: ["source"] });
  const results = await readFreshness(loaded, selected, {
    ...(options.lockTimeout !== undefined && {
      lockTimeout: readDuration("--lock-timeout", options.lockTimeout, true),
    }),
  });
  if (terminal.json) terminal.printJson({ sources: results });
  else {
    const styles = { pass: "green", warn: "yellow", error: "red", "runtime error": "red" } as const;
    for (const { id, status, maxLoadedAt } of results) {
      const node = loaded.graph.nodes[id];
      const name = node ? nodeSelector(node).replace(/^source:/, "") : id;
      const loadedAt = maxLoadedAt === undefined ? "nothing loaded" : `loaded ${maxLoadedAt}`;
      terminal.print(
        `${terminal.paint(styles[status], padText(status, 14))}${name}  ${terminal.paint("dim", loadedAt)}`,
      );
    }
    terminal.report(results.flatMap((result) => result.diagnostics));
    if (results.length === 0) terminal.say("no selected source declares freshness");
  }
  return results.some(({ status }) => status === "error" || status === "runtime error") ? 1 : 0;
}
