import { mkdir, rm } from "node:fs/promises";
import { DiagnosticError, hasErrors } from "../base/diagnostic.ts";
import { checkDemoOptions } from "./check-options.ts";
import { demoStatements, monthlyTables } from "./statements.ts";
import type { DemoOptions, DemoStep } from "./types.ts";

/**
 * Makes the shop's raw data in `options.folder`, in place of what an earlier call left there. `demo.json` is written last, with the
 * options, so a folder without it is not complete.
 *
 * @param run sends one statement to DuckDB; all of them need the same connection, since they share temporary tables
 * @param onStep called before each statement
 * @throws DiagnosticError where scale or seed are out of range
 */
export async function generateDemo(
  run: (sql: string) => Promise<unknown>,
  options: DemoOptions,
  onStep?: (step: DemoStep, index: number, count: number) => void,
): Promise<void> {
  const problems = checkDemoOptions(options);
  if (hasErrors(problems)) throw new DiagnosticError(problems);
  await clearFolder(options.folder);
  const steps = demoStatements(options);
  for (const [index, step] of steps.entries()) {
    onStep?.(step, index, steps.length);
    await run(step.sql);
  }
}

/** Other periods than those of the last call may be written now, so the monthly files of that call must go. */
async function clearFolder(folder: string): Promise<void> {
  await rm(`${folder}/demo.json`, { force: true });
  for (const table of monthlyTables) {
    await rm(`${folder}/${table}`, { recursive: true, force: true });
    await mkdir(`${folder}/${table}`, { recursive: true });
  }
}
