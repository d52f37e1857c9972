import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Command {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly folder: string;
  /** Puts the folder into the state each run starts from; not timed. */
  readonly before?: () => void;
}

export interface Measure {
  /** Wall time of the whole process, start-up included: one figure a run. */
  readonly seconds: readonly number[];
  /** Peak resident memory in MiB, the largest of the runs; 0 for programs other than Node. */
  readonly peakMiB: number;
}

/** Times commands in turn (A B A B ...), so that a drift of the machine's speed reaches both. A command that fails stops the benchmark. */
export function measureInTurn(commands: readonly Command[], runs: number): Measure[] {
  const measures = commands.map(() => ({ seconds: [] as number[], peakMiB: 0 }));
  for (let run = 0; run < runs; run++) {
    commands.forEach((command, i) => {
      const { seconds, peakMiB } = runOnce(command);
      const measure = measures[i] as { seconds: number[]; peakMiB: number };
      measure.seconds.push(seconds);
      measure.peakMiB = Math.max(measure.peakMiB, peakMiB);
    });
  }
  return measures;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Runs a command once. `preload` is loaded before a Node program, beside what reports its memory. */
export function runOnce(
  command: Command,
  extra: { readonly preload?: string; readonly environment?: Readonly<Record<string, string>> } = {},
): { seconds: number; peakMiB: number } {
  command.before?.();
  const usage = join(tmpdir(), `quern-bench-usage-${process.pid}.json`);
  rmSync(usage, { force: true });
  const isNode = command.program === process.execPath;
  const preload = ["./report-usage.js", ...(extra.preload ? [extra.preload] : [])].flatMap((script) => [
    "--import",
    new URL(script, import.meta.url).href,
  ]);
  const start = performance.now();
  const { status, stdout, stderr, error } = spawnSync(
    command.program,
    [...(isNode ? preload : []), ...command.arguments],
    {
      cwd: command.folder,
      env: { ...process.env, CI: "true", QUERN_BENCH_USAGE: usage, ...extra.environment },
      maxBuffer: 1 << 28,
      encoding: "utf8",
    },
  );
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0) {
    const line = [command.program, ...command.arguments].join(" ");
    throw new Error(
      `${line} ended with ${status ?? error?.message}\n${stdout.slice(-2000)}\n${stderr.slice(-2000)}`,
    );
  }
  const peakMiB = existsSync(usage)
    ? (JSON.parse(readFileSync(usage, "utf8")) as { peakMiB: number }).peakMiB
    : 0;
  return { seconds, peakMiB };
}
