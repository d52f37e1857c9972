import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineError } from "../adapters/adapter.ts";
import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { maskSecrets } from "../base/secrets.ts";
import { version } from "../base/version.ts";
import { findProjectRoot } from "../project/find-project-root.ts";

/** A message for what no stage foresaw. Its stack goes to a file: `target/logs/` of the project, or the system's folder for scratch files. */
export async function describeFailure(error: unknown, directory: string): Promise<Diagnostic> {
  const summary = error instanceof Error ? error.message : String(error);
  if (isSystemError(error))
    return diagnose("Q0714", {
      path: error.path ?? "the output",
      reason: `${error.code ?? ""} ${summary}`.trim(),
    });
  if (error instanceof EngineError)
    return diagnose("Q0717", { reason: firstLine(summary) }, { cause: summary, sql: error.sql });
  return diagnose("Q0707", { summary: firstLine(summary), log: writeLog(error, directory) });
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return (
    error instanceof Error &&
    ["ENOSPC", "EACCES", "EROFS", "EPERM", "EDQUOT"].includes(String((error as NodeJS.ErrnoException).code))
  );
}

function writeLog(error: unknown, directory: string): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const text = `quern ${version}, node ${process.version}, ${process.platform}-${process.arch}\n${stack}\n`;
  const root = findProjectRoot(directory);
  const folders = [...(root ? [join(root, "target", "logs")] : []), tmpdir()];
  for (const folder of folders) {
    const file = join(folder, `quern-failure-${process.pid}.log`);
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, maskSecrets(text));
      return file;
    } catch {
      // An unwritable folder must not hide the failure itself: the next folder is tried, and without a log the message stands alone.
    }
  }
  return undefined;
}

const firstLine = (text: string): string => text.split("\n", 1)[0] ?? text;
