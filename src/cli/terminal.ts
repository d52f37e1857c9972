import type { Diagnostic } from "../base/diagnostic.ts";
import { maskedJson } from "../base/masked-json.ts";
import { createPaint, type Paint } from "../base/paint.ts";
import { renderDiagnostics } from "../base/render-diagnostic.ts";
import { maskSecrets } from "../base/secrets.ts";

/** Where a command prints. Everything passes through `maskSecrets` here, at the edge. */
export interface Terminal {
  readonly json: boolean;
  readonly quiet: boolean;
  /** Standard output is a terminal that a person looks at. */
  readonly interactive: boolean;
  readonly columns: number;
  /** For standard output. */
  readonly paint: Paint;
  /** A result: printed always, on standard output. */
  print(text: string): void;
  /** A JSON document or event: one line on standard output. */
  printJson(value: unknown): void;
  /** What is going on: on standard output, unless --quiet or --json. */
  say(text: string): void;
  /** Problems: on standard error; with --json as a line on standard output. */
  report(diagnostics: readonly Diagnostic[]): void;
  /** Shows text in the last line until the next call or output; only where standard error is a terminal. */
  progress(text: string): void;
  /** Texts of files for the source lines of problems. */
  useTexts(readText: (file: string) => string | undefined): void;
  /** Resolves when everything printed has left the process. */
  flush(): Promise<void>;
}

export interface TerminalSettings {
  readonly json: boolean;
  readonly quiet: boolean;
  /** False for --no-color; otherwise a terminal decides. */
  readonly color: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

type Stream = NodeJS.WriteStream;

/** Opens the process's terminal. */
export function createTerminal(
  settings: TerminalSettings,
  out: Stream = process.stdout,
  err: Stream = process.stderr,
): Terminal {
  const color = (stream: Stream) => wantsColor(stream, settings);
  const paint = createPaint(color(out) && !settings.json);
  const writeOut = createWriter(out);
  const writeErr = createWriter(err);
  const live =
    err.isTTY === true && !settings.quiet && !settings.json && !isContinuousIntegration(settings.environment);
  let readText: (file: string) => string | undefined = () => undefined;
  let shown = false;
  const clear = () => {
    if (shown) err.write("\r\u001b[2K");
    shown = false;
  };
  const write = (line: string) => {
    clear();
    writeOut(`${line}\n`);
  };
  const print = (text: string) => write(maskSecrets(text));
  const printJson = (value: unknown) => write(maskedJson(value));
  return {
    json: settings.json,
    quiet: settings.quiet,
    interactive: out.isTTY === true,
    columns: out.columns ?? 100,
    paint,
    print,
    printJson,
    say: (text) => {
      if (!settings.quiet && !settings.json) print(text);
    },
    report: (diagnostics) => {
      if (diagnostics.length === 0) return;
      if (settings.json) return printJson({ kind: "diagnostics", diagnostics });
      clear();
      writeErr(`${maskSecrets(renderDiagnostics(diagnostics, { color: color(err), readText }))}\n`);
    },
    progress: (text) => {
      if (!live) return;
      clear();
      if (text === "") return;
      err.write(maskSecrets(text));
      shown = true;
    },
    useTexts: (reader) => {
      readText = reader;
    },
    flush: async () => {
      clear();
      await Promise.all([drain(out), drain(err)]);
    },
  };
}

function wantsColor(stream: Stream, { color, environment }: TerminalSettings): boolean {
  if (!color || environment.NO_COLOR) return false;
  if (environment.FORCE_COLOR && environment.FORCE_COLOR !== "0") return true;
  return stream.isTTY === true && environment.TERM !== "dumb";
}

function isContinuousIntegration(environment: TerminalSettings["environment"]): boolean {
  return environment.CI !== undefined && environment.CI !== "" && environment.CI !== "false";
}

/** A writer that falls silent once the reader of the stream has gone: `quern ls | head` is no error, and a build goes on. */
function createWriter(stream: Stream): (text: string) => void {
  let gone = false;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "EOF") throw error;
    gone = true;
  });
  return (text) => {
    if (!gone && !stream.destroyed) stream.write(text);
  };
}

function drain(stream: Stream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableEnded) return resolve();
    stream.once("error", () => resolve());
    stream.write("", () => resolve());
  });
}
