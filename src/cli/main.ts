import process from "node:process";
import { DiagnosticError, diagnose } from "../base/diagnostic.ts";
import type { ExitCode } from "./command.ts";
import { parseCommandLine, type Request } from "./program.ts";
import { createTerminal, type Terminal } from "./terminal.ts";

const oldestNode = [20, 19] as const;

/** Messages of other parts that say that something was asked for that there is not. */
const wrongUse: readonly string[] = ["Q0001", "Q1265", "Q1266", "Q1267", "Q1268", "Q1271"];

/** Of the messages of the command line, those that say that something failed. */
const failures: readonly string[] = ["Q0707", "Q0711", "Q0714", "Q0717"];

// Nothing ends with a stack: what escapes every other handler is reported like any failure.
process.once("uncaughtException", async (error) => {
  const { describeFailure } = await import("./describe-failure.ts");
  const { renderDiagnostic } = await import("../base/render-diagnostic.ts");
  process.stderr.write(`${renderDiagnostic(await describeFailure(error, process.cwd()))}\n`, () =>
    process.exit(1),
  );
});

process.exitCode = await main(process.argv.slice(2));
// Worker threads of the engine must not keep a finished command alive.
process.exit();

/** Runs one command line. Every failure becomes a message and an exit code here, and nowhere else. */
async function main(words: readonly string[]): Promise<ExitCode> {
  const { env } = process;
  let request: Request | undefined;
  const terminal = createTerminal({
    json: words.includes("--json"),
    quiet: words.includes("--quiet") || words.includes("-q"),
    color: !words.includes("--no-color"),
    environment: env,
  });
  try {
    requireNode(process.versions.node);
    request = parseCommandLine(words);
    if (request.kind === "text") {
      terminal.print(request.text.trimEnd());
      return request.code;
    }
    const { command, options } = request;
    const { actions } = await import("./actions/index.ts");
    return await actions[command.name]({
      words: request.words,
      options,
      terminal,
      environment: env,
      directory: process.cwd(),
      now: new Date(),
    });
  } catch (error) {
    return await reportFailure(error, terminal, request);
  } finally {
    await terminal.flush();
  }
}

function requireNode(found: string): void {
  const [major = 0, minor = 0] = found.split(".").map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw new DiagnosticError([diagnose("Q0713", { found, needed: `${oldestNode.join(".")} or newer` })]);
}

async function reportFailure(
  error: unknown,
  terminal: Terminal,
  request: Request | undefined,
): Promise<ExitCode> {
  if (error instanceof DiagnosticError) {
    terminal.report(error.diagnostics);
    return isWrongUse(error) ? 2 : 1;
  }
  const { describeFailure } = await import("./describe-failure.ts");
  const words = request?.kind === "command" ? request.options : {};
  terminal.report([await describeFailure(error, words.projectDir ?? process.cwd())]);
  return 1;
}

/** What was asked for is at fault, not the project or the data: a bad option, a selector that makes no sense, no project at all. */
function isWrongUse(error: DiagnosticError): boolean {
  if (error.name === "WrongSelectionError") return true;
  return error.diagnostics.some(
    ({ code }) => wrongUse.includes(code) || (code.startsWith("Q07") && !failures.includes(code)),
  );
}
