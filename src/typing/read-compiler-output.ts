/** One problem as tsc prints it with `--pretty false`. */
export interface CompilerProblem {
  /** Absent where it is about the settings. */
  readonly place?: { readonly file: string; readonly line: number; readonly column: number };
  /** `TS2345` */
  readonly code: string;
  /** The first line. */
  readonly message: string;
  /** All lines. */
  readonly text: string;
}

/** Returns the problems that tsc has printed, in its order. */
export function readCompilerOutput(output: string): readonly CompilerProblem[] {
  const problems: { place?: CompilerProblem["place"]; code: string; message: string; lines: string[] }[] = [];
  for (const line of output.split(/\r?\n/)) {
    const start = /^(?:(.+?)\((\d+),(\d+)\): )?error (TS\d+): (.*)$/.exec(line);
    if (start) {
      const [, file, row, column, code = "", message = ""] = start;
      const place = file === undefined ? {} : { place: { file, line: Number(row), column: Number(column) } };
      problems.push({ ...place, code, message, lines: [message] });
    } else if (line.startsWith(" ")) problems.at(-1)?.lines.push(line);
  }
  return problems.map(({ lines, ...problem }) => ({ ...problem, text: lines.join("\n") }));
}
