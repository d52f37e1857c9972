import type { ExitCode, Invocation } from "../command.ts";
import { checkUp } from "../doctor/check-up.ts";
import { parseVars } from "../values.ts";

/** What `quern doctor` does. */
export async function doctor({ options, directory, environment, terminal }: Invocation): Promise<ExitCode> {
  const findings = await checkUp({
    directory,
    projectDir: options.projectDir,
    target: options.target,
    vars: await parseVars(options.vars ?? []),
    environment,
  });
  if (terminal.json) terminal.printJson(findings);
  else
    for (const { state, subject, detail, hint } of findings) {
      const style = { ok: "green", warning: "yellow", failed: "red" } as const;
      terminal.print(`${terminal.paint(style[state], state.padEnd(7))} ${subject.padEnd(10)} ${detail}`);
      if (hint) terminal.print(`${" ".repeat(19)}${terminal.paint("dim", hint)}`);
    }
  return findings.some(({ state }) => state === "failed") ? 1 : 0;
}
