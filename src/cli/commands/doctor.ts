import type { Command, ExitCode, Invocation } from "../command.ts";

/** `quern doctor`: says what would keep a build from running here. */
export const doctorCommand: Command = {
  name: "doctor",
  summary: "check Node, the engine, the project, its database and the disk",
  options: [],
  examples: ["quern doctor", "quern doctor --json"],
  run,
};

async function run({ options, directory, environment, terminal }: Invocation): Promise<ExitCode> {
  const { checkUp } = await import("../doctor/check-up.ts");
  const { parseVars } = await import("../values.ts");
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
