import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { EngineError, type Session } from "../../adapters/adapter.ts";
import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import type { CompiledTest } from "../../compile/types.ts";
import type { Dialect } from "../../sql/dialect.ts";
import type { Relation } from "../../sql/relation.ts";
import { stateSchema } from "../state/tables.ts";

/** Where the failing rows of a test are kept: `_quern.failures_unique_orders_id`. */
export function failuresRelation(test: Pick<CompiledTest, "id">): Relation {
  return { schema: stateSchema, name: `failures_${test.id.replace(/^test\./, "")}` };
}

/** The query that shows them. */
export function renderSeeFailures(test: Pick<CompiledTest, "id">, dialect: Dialect): string {
  return `select * from ${dialect.renderRelation(failuresRelation(test))}`;
}

/** The statement that keeps the failing rows in the warehouse, run where what is tested is visible. */
export function renderKeepFailures(test: CompiledTest, dialect: Dialect): string {
  return `CREATE OR REPLACE TABLE ${dialect.renderRelation(failuresRelation(test))} AS ${renderLimited(test)}`;
}

function renderLimited(test: CompiledTest): string {
  return `SELECT * FROM (\n${test.failures}\n) AS failing LIMIT ${test.limit}`;
}

/** Failing rows on their way around a rollback: a file each. */
export interface ExportedFailures {
  readonly test: CompiledTest;
  readonly file: string;
}

/**
 * Writes the failing rows of tests to files, inside the transaction that is about to be rolled back: a table made there would go with
 * it. The first that cannot be written ends the transaction, and with it the rest.
 */
export async function exportFailures(
  session: Session,
  tests: readonly CompiledTest[],
  folder: string,
  dialect: Dialect,
): Promise<{ readonly exported: readonly ExportedFailures[]; readonly diagnostics: readonly Diagnostic[] }> {
  const exported: ExportedFailures[] = [];
  await mkdir(folder, { recursive: true });
  for (const test of tests) {
    const file = join(folder, `${failuresRelation(test).name.replace(/[^\w.-]/g, "_")}.parquet`);
    try {
      await session.run(`COPY (${renderLimited(test)}) TO ${dialect.renderString(file)} (FORMAT parquet)`);
    } catch (error) {
      return { exported, diagnostics: [notKept(test, error)] };
    }
    exported.push({ test, file });
  }
  return { exported, diagnostics: [] };
}

/** Makes tables of exported failing rows, after the rollback, and removes the files. */
export async function importFailures(
  session: Session,
  exported: readonly ExportedFailures[],
  dialect: Dialect,
): Promise<{ readonly kept: ReadonlySet<string>; readonly diagnostics: readonly Diagnostic[] }> {
  const kept = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const { test, file } of exported) {
    try {
      await session.run(
        `CREATE OR REPLACE TABLE ${dialect.renderRelation(failuresRelation(test))} AS SELECT * FROM read_parquet(${dialect.renderString(file)})`,
      );
      kept.add(test.id);
    } catch (error) {
      diagnostics.push(notKept(test, error));
    } finally {
      await rm(file, { force: true });
    }
  }
  return { kept, diagnostics };
}

function notKept(test: CompiledTest, error: unknown): Diagnostic {
  if (!(error instanceof EngineError)) throw error;
  return diagnose(
    "Q0607",
    { test: test.id.replace(/^test\./, "") },
    { cause: error.message, sql: error.sql },
  );
}
