import { mkdirSync } from "node:fs";
import { dirname, relative } from "node:path";
import type { DuckDBInstance } from "@duckdb/node-api";
import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";
import type { OpenOptions } from "../adapter.ts";
import { describeHolder } from "./holder.ts";
import { loadNodeApi } from "./node-api.ts";
import { type OpenFailure, parseOpenFailure } from "./open-failure.ts";

/**
 * Opens DuckDB's file, making its folder where it is missing, and waits for another process that holds it: with growing pauses, up to
 * `lockTimeout` seconds; `onWait` is told the holder once. Throws a DiagnosticError.
 */
export async function openFile(options: OpenOptions): Promise<DuckDBInstance> {
  const { DuckDBInstance, version } = await loadNodeApi();
  if (options.baseFolder.includes(",")) {
    throw new DiagnosticError([diagnose("Q0512", { folder: options.baseFolder })]);
  }
  const path = shownPath(options);
  if (!options.readOnly && options.location !== ":memory:") makeFolder(options.location, path);
  const timeout = options.lockTimeout ?? 0;
  const deadline = Date.now() + timeout * 1000;
  let told = false;
  for (let pause = 50; ; pause = Math.min(pause * 1.5, 1000)) {
    const failure = await attempt();
    if (!("kind" in failure)) return failure;
    if (failure.kind === "refused") throw new DiagnosticError([failure.diagnostic]);
    const holder = describeHolder(options.location, failure.pid, failure.program);
    const left = deadline - Date.now();
    if (left <= 0) {
      throw new DiagnosticError([
        diagnose("Q0501", { path, holder, seconds: timeout }, { cause: failure.cause }),
      ]);
    }
    if (!told) options.onWait?.(holder);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, Math.min(pause, left)));
  }

  async function attempt(): Promise<DuckDBInstance | OpenFailure> {
    try {
      return await DuckDBInstance.create(options.location, engineOptions(options));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return parseOpenFailure(message, path, options.readOnly ?? false, version);
    }
  }
}

function engineOptions(options: OpenOptions): Record<string, string> {
  return {
    errors_as_json: "true",
    file_search_path: options.baseFolder,
    ...(options.readOnly && options.location !== ":memory:" && { access_mode: "READ_ONLY" }),
    ...(options.engineThreads !== undefined && { threads: String(options.engineThreads) }),
  };
}

/** As the user wrote it, where the file is below the project. */
function shownPath(options: OpenOptions): string {
  if (options.location === ":memory:") return options.location;
  const path = relative(options.baseFolder, options.location);
  return path.startsWith("..") ? options.location : path.replaceAll("\\", "/");
}

function makeFolder(location: string, path: string): void {
  try {
    mkdirSync(dirname(location), { recursive: true });
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    const code = /EACCES|EPERM|EROFS/.test(cause) ? "Q0504" : "Q0509";
    throw new DiagnosticError([diagnose(code, { path, action: "write" }, { cause })]);
  }
}
