import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import type { Span } from "../../base/span.ts";
import type { UnitData } from "../../project/definitions.ts";
import type { CompileOptions } from "../options.ts";
import { parseCsv } from "./parse-csv.ts";
import type { Fixture } from "./types.ts";

/** The rows that a test gives or expects, files read; reports what cannot be read, and then has none. */
export function readFixture(
  data: UnitData,
  testFile: string,
  { readText }: Pick<CompileOptions, "readText">,
  report: (problem: Diagnostic) => void,
): Fixture {
  const rowsOf = (text: string, place: (line: number, column: number, length: number) => Span): Fixture => {
    const { value, diagnostics } = parseCsv(text, place);
    for (const problem of diagnostics) report(problem);
    return { kind: "rows", rows: value, span: data.span };
  };
  switch (data.kind) {
    case "rows":
      return data;
    case "sql":
      return readSql(data.sql, data.span, report);
    case "csv":
      return rowsOf(data.text, () => data.span);
    case "file": {
      const found = findFile(data.path, testFile, readText);
      if ("places" in found) {
        report(diagnose("Q0908", { path: data.path, places: found.places }, { span: data.span }));
        return { kind: "rows", rows: [], span: data.span };
      }
      const { file, text } = found;
      if (file.endsWith(".sql")) return readSql(text, data.span, report);
      return rowsOf(text, (line, column, length) => ({ file, line, column, length }));
    }
  }
}

function readSql(sql: string, span: Span, report: (problem: Diagnostic) => void): Fixture {
  if (sql.trim() === "") report(diagnose("Q0915", { reason: "it is empty" }, { span }));
  return { kind: "sql", sql, span };
}

/** Where a test's file may be: its path counts from the folder of the file that names it, or else from the project's. */
export function fixturePlaces(path: string, testFile: string): readonly string[] {
  const folder = testFile.slice(0, testFile.lastIndexOf("/") + 1);
  return [...new Set([`${folder}${path}`, path])];
}

type Found = { readonly file: string; readonly text: string } | { readonly places: readonly string[] };

function findFile(path: string, testFile: string, readText: CompileOptions["readText"]): Found {
  const places = fixturePlaces(path, testFile);
  for (const file of places) {
    const text = readIfThere(file, readText);
    if (text !== undefined) return { file, text };
  }
  return { places };
}

/** Whoever asks says that the file cannot be read, whatever the reason. */
function readIfThere(file: string, readText: CompileOptions["readText"]): string | undefined {
  try {
    return readText(file);
  } catch {
    return undefined;
  }
}
