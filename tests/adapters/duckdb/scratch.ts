import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { duckdbAdapter } from "../../../src/adapters/duckdb/index.ts";

/** A folder that goes when the test file ends. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "quern-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A database in memory with one session, closed when the test file ends. */
export async function memorySession(baseFolder = "") {
  const warehouse = await duckdbAdapter.open({ location: ":memory:", baseFolder });
  afterAll(() => warehouse.close());
  return warehouse.connect();
}
