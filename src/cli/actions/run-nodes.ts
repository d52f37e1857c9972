import { randomUUID } from "node:crypto";
import { DiagnosticError, diagnose, hasErrors } from "../../base/diagnostic.ts";
import type { NodeId, NodeKind } from "../../graph/types.ts";
import { type Loaded, type RunRequest, runSelected } from "../../pipeline.ts";
import type { Plan } from "../../run/types.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { compileLate } from "../compile-late.ts";
import { openProject } from "../open-project.ts";
import type { Options } from "../options.ts";
import { renderPlan } from "../render/plan.ts";
import { createRunListener } from "../render/run-listener.ts";
import { exitCodeOf, problemsOf, renderSummary } from "../render/run-summary.ts";
import { selectByOptions } from "../selection.ts";
import { onInterrupt } from "../signals.ts";
import { readDuration, readMoment } from "../values.ts";

export type RunCommand = Extract<Plan["command"], "build" | "run" | "test">;

/** What `build`, `run` and `test` do, apart from which nodes they take by themselves. */
export async function runNodes(command: RunCommand, invocation: Invocation): Promise<ExitCode> {
  compileLate();
  const loaded = await openProject(invocation);
  const selected = await selectByOptions(loaded, invocation, { kinds: kindsOf[command] });
  return runSelection(command, selected, loaded, invocation, readRunOptions(invocation.options));
}

/** Runs chosen nodes and prints what comes of it. `retry` enters here, with the nodes and options of the run before. */
export async function runSelection(
  command: RunCommand,
  selected: ReadonlySet<NodeId>,
  loaded: Loaded,
  { terminal, options, now }: Invocation,
  request: RunOptions,
): Promise<ExitCode> {
  const interrupt = onInterrupt(() =>
    terminal.say("stopping: what runs is rolled back (Ctrl-C again ends at once)"),
  );
  try {
    const { value, diagnostics } = await runSelected(loaded, {
      ...request,
      command,
      selected,
      runId: randomUUID(),
      listener: createRunListener(terminal, loaded.graph),
      signal: interrupt.signal,
      dryRun: options.dryRun ?? false,
    });
    terminal.report(diagnostics);
    if (value === undefined || hasErrors(diagnostics)) {
      terminal.say("nothing was run");
      return 1;
    }
    if (value.results === undefined) {
      if (terminal.json) terminal.printJson({ kind: "plan", plan: value.plan });
      else terminal.print(renderPlan(value.plan, loaded.graph, terminal.paint));
      return 0;
    }
    if (!terminal.json) {
      terminal.report(problemsOf(value.results));
      terminal.print(
        renderSummary(value.results, loaded.graph, (Date.now() - now.getTime()) / 1000, terminal.paint),
      );
    }
    return exitCodeOf(value.results);
  } finally {
    interrupt.release();
  }
}

const kindsOf: Readonly<Record<RunCommand, readonly NodeKind[] | undefined>> = {
  build: undefined,
  run: ["model", "snapshot", "seed", "feature_view", "training_set"],
  test: ["test", "unit_test"],
};

export type RunOptions = Omit<
  RunRequest,
  "command" | "selected" | "runId" | "listener" | "signal" | "dryRun"
>;

/** What the running options ask for. */
export function readRunOptions(options: Options): RunOptions {
  if (options.sample !== undefined && options.empty)
    throw new DiagnosticError([diagnose("Q0715", { first: "--sample", second: "--empty" })]);
  const start =
    options.eventTimeStart === undefined
      ? undefined
      : readMoment("--event-time-start", options.eventTimeStart);
  const end =
    options.eventTimeEnd === undefined ? undefined : readMoment("--event-time-end", options.eventTimeEnd);
  if (start && end && start >= end)
    throw new DiagnosticError([
      diagnose("Q0704", {
        option: "--event-time-end",
        value: options.eventTimeEnd ?? "",
        expected: "after --event-time-start",
      }),
    ]);
  if (options.threads === 0)
    throw new DiagnosticError([
      diagnose("Q0704", { option: "--threads", value: "0", expected: "a number above 0" }),
    ]);
  return {
    flags: {
      force: options.force ?? false,
      fullRefresh: options.fullRefresh ?? false,
      empty: options.empty ?? false,
      ...(options.sample !== undefined && { sample: { seconds: readDuration("--sample", options.sample) } }),
    },
    failFast: options.failFast ?? false,
    check: options.check !== false,
    ...(options.threads !== undefined && { threads: options.threads }),
    ...(options.storeFailures && { storeFailures: true }),
    ...(options.lockTimeout !== undefined && {
      lockTimeout: readDuration("--lock-timeout", options.lockTimeout, true),
    }),
    ...((start || end) && { batchRange: { ...(start && { start }), ...(end && { end }) } }),
  };
}
