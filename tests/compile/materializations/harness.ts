import { afterAll } from "vitest";
import type { Row, Session } from "../../../src/adapters/adapter.ts";
import { duckdbAdapter } from "../../../src/adapters/duckdb/index.ts";
import { type Diagnostic, hasErrors } from "../../../src/base/diagnostic.ts";
import { materialize, needsColumns } from "../../../src/compile/materializations/index.ts";
import { findRefusal } from "../../../src/compile/materializations/refusal.ts";
import { fillBatch } from "../../../src/compile/microbatch.ts";
import type { CompiledNode, Situation, Step } from "../../../src/compile/types.ts";
import type { NodeId, ResolvedSettings } from "../../../src/graph/types.ts";
import { duckdbDialect } from "../../../src/sql/duckdb-dialect.ts";

export interface Build {
  readonly steps: readonly Step[];
  readonly diagnostics: readonly Diagnostic[];
  /** The engine's message where a step failed; everything inside the transaction was then rolled back. */
  readonly error?: string;
}

export interface BuildOptions extends Partial<Omit<CompiledNode, "relation">> {
  readonly select: string;
  readonly name?: string;
  readonly now?: string;
  readonly fullRefresh?: boolean;
  readonly batches?: Situation["batches"];
  readonly docs?: Situation["docs"];
  /** Stands for a failed data test: all is rolled back before the commit. */
  readonly failingTest?: boolean;
}

/** A database in memory, and `build`, which does with it what the runner does: inspect, materialize, run the steps in a transaction. */
export async function openTarget(baseFolder = "") {
  const warehouse = await duckdbAdapter.open({ location: ":memory:", baseFolder });
  afterAll(() => warehouse.close());
  const session = await warehouse.connect();
  return {
    session,
    build: (settings: ResolvedSettings, options: BuildOptions) => build(session, settings, options),
    rows: (sql: string): Promise<readonly Row[]> => session.rows(sql),
  };
}

async function build(session: Session, settings: ResolvedSettings, options: BuildOptions): Promise<Build> {
  const relation = { schema: "main", name: options.name ?? "t" };
  const node: CompiledNode = {
    id: `model.${relation.name}` as NodeId,
    materialized: settings.materialized,
    textHash: "",
    settingsHash: "",
    inputs: {},
    vars: {},
    ...options,
    relation: settings.materialized === "ephemeral" ? null : relation,
  };
  const present = (await session.relations(["main"])).find((info) => info.relation.name === relation.name);
  const base: Situation = {
    existing: present === undefined ? null : { kind: present.kind, columns: await session.columns(relation) },
    fullRefresh: options.fullRefresh ?? false,
    now: new Date(options.now ?? "2024-06-01T00:00:00Z"),
    scratch: `scratch_${relation.name}`,
    ...(options.batches && { batches: options.batches }),
    ...(options.docs && { docs: options.docs }),
  };
  const epoch = { start: new Date(0), end: new Date(0) };
  const described = fillBatch(
    node.batchSelect ?? node.incrementalSelect ?? node.select,
    epoch,
    duckdbDialect,
  );
  const situation = needsColumns(node, settings, base)
    ? { ...base, selectColumns: await session.describe(described) }
    : base;
  const { value: steps, diagnostics } = materialize(node, settings, situation, duckdbDialect);
  if (hasErrors(diagnostics)) return { steps, diagnostics };
  try {
    await runAll(session, steps, options.failingTest ?? false);
    return { steps, diagnostics };
  } catch (error) {
    await session.rollback();
    const message = error instanceof Error ? error.message : String(error);
    const refusal = findRefusal(message);
    return {
      steps,
      diagnostics: refusal === undefined ? diagnostics : [...diagnostics, refusal],
      error: message,
    };
  }
}

async function runAll(session: Session, steps: readonly Step[], failingTest: boolean): Promise<void> {
  const first = steps.findIndex((step) => !step.outside);
  const split = first < 0 ? steps.length : first;
  for (const step of steps.slice(0, split)) await runStep(session, step);
  await session.begin();
  let rows = 0;
  for (const step of steps.slice(split)) {
    if (!step.outside && !(step.ifNoRows && rows > 0)) rows = await runStep(session, step);
  }
  if (failingTest) return session.rollback();
  await session.commit();
  for (const step of steps.slice(split)) if (step.outside) await runStep(session, step);
}

async function runStep(session: Session, step: Step): Promise<number> {
  if (step.writes !== undefined) await session.makeFolderFor(step.writes);
  if (step.publishes !== undefined) {
    await session.publishFiles(step.publishes.from, step.publishes.to);
    return 0;
  }
  return (await session.run(step.sql)).rowsChanged;
}

export function codesOf(build: Build): string[] {
  return build.diagnostics.map((diagnostic) => diagnostic.code);
}
