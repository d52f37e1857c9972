import { join, resolve } from "node:path";
import { readArtifact } from "../../artifacts/read-artifact.ts";
import type { Json } from "../../project/definitions.ts";
import { readRetry } from "../../run/read-retry.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { compileLate } from "../compile-late.ts";
import { openProject, requireProjectRoot } from "../open-project.ts";
import { requireValue } from "../require-value.ts";
import { type RunCommand, readRunOptions, runSelection } from "./run-nodes.ts";

/** Runs what the last run left unfinished, with its variables and shape. */
export async function retry(invocation: Invocation): Promise<ExitCode> {
  compileLate();
  const { options, terminal, directory } = invocation;
  const root = requireProjectRoot(options, directory);
  const folder = options.state === undefined ? join(root, "target") : resolve(directory, options.state);
  const before = requireValue(await readArtifact("run_results", folder, options.state ?? "target"), terminal);
  const { vars, fullRefresh, empty, sample } = before.options;
  const target = options.target ?? before.results.target;
  const loaded = await openProject(
    { ...invocation, options: { ...options, target } },
    vars as Readonly<Record<string, Json>>,
  );
  const again = readRetry(before.results, loaded.graph);
  if (again.size === 0) {
    if (terminal.json) terminal.printJson({ kind: "nothing-to-retry", runId: before.results.runId });
    terminal.say(`nothing to retry: the last ${before.results.command} finished without failures`);
    return 0;
  }
  const request = readRunOptions(options);
  return runSelection(before.results.command as RunCommand, again, loaded, invocation, {
    ...request,
    flags: {
      ...request.flags,
      fullRefresh,
      empty,
      ...(sample !== undefined && { sample: { seconds: sample } }),
    },
  });
}
