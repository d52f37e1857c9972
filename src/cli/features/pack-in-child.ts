import { spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { PackedSet } from "../../pipeline/features/pack-features.ts";
import type { Loaded } from "../../pipeline.ts";
import type { Options } from "../options.ts";

/** What the process that packs has said. */
export interface ChildResult {
  /** Absent where it has failed. */
  readonly packs?: readonly PackedSet[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface ChildRequest {
  /** The file of this command line. */
  readonly script: string;
  readonly options: Options;
  readonly signal: AbortSignal;
  /** Requests are answered meanwhile, and come first. */
  readonly isServing: boolean;
}

/** Packs features in a process of its own: the one that serves never loads the engine, so that it stays small, and answers in time meanwhile. */
export function packInChild(
  { root, target }: Loaded,
  { script, options, signal, isServing }: ChildRequest,
): Promise<ChildResult> {
  const words = [
    ...["features", "pack", "--json", "--project-dir", root, "--target", target.name],
    ...(options.vars ?? []).flatMap((text) => ["--vars", text]),
    ...(options.lockTimeout === undefined ? [] : ["--lock-timeout", options.lockTimeout]),
    ...(options.cache === false ? ["--no-cache"] : []),
  ];
  const { QUERN_TOKEN: _, ...env } = process.env;
  const child = spawn(process.execPath, [script, ...words], {
    env,
    signal,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { pid } = child;
  if (isServing && pid !== undefined)
    child.once("spawn", () => setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL));
  return new Promise((resolve, reject) => {
    let out = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
    child.on("error", (error) => (signal.aborted ? resolve({ diagnostics: [] }) : reject(error)));
    child.on("close", () => resolve(readResult(out)));
  });
}

type Line =
  | { readonly kind: "diagnostics"; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: "packed"; readonly packs: readonly PackedSet[] };

function readResult(out: string): ChildResult {
  const lines = out
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Line);
  const packed = lines.find((line) => line.kind === "packed");
  return {
    ...(packed && { packs: packed.packs }),
    diagnostics: lines.flatMap((line) => (line.kind === "diagnostics" ? line.diagnostics : [])),
  };
}
