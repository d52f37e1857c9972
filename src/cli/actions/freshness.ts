import { padText } from "../../base/text-width.ts";
import { readFreshness } from "../../pipeline.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { openProject } from "../open-project.ts";
import { nodeSelector } from "../render/node-name.ts";
import { selectByOptions } from "../selection.ts";
import { readDuration } from "../values.ts";

/** What `quern freshness` does. */
export async function freshness(invocation: Invocation): Promise<ExitCode> {
  const { options, terminal } = invocation;
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
