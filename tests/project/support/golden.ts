import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect } from "vitest";

/**
 * Compares data with a golden file (JSON). A missing one is written, which fails in CI; a difference is written beside it as `-changed`.
 *
 * @param name Path below tests/golden.
 */
export function expectGolden(name: string, data: unknown): void {
  const golden = new URL(`../../golden/${name}.json`, import.meta.url);
  const changed = new URL(`../../golden/${name}-changed.json`, import.meta.url);
  const text = `${JSON.stringify(data, null, 2)}\n`;
  rmSync(changed, { force: true });
  if (!existsSync(golden)) {
    mkdirSync(dirname(golden.pathname), { recursive: true });
    if (process.env.CI) throw new Error(`there is no ${golden.pathname}: run the tests once and commit it`);
    writeFileSync(golden, text);
  }
  const wanted = readFileSync(golden, "utf8");
  if (wanted !== text) writeFileSync(changed, text);
  expect(text).toBe(wanted);
}
