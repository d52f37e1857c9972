import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import type { Diagnostic } from "../../src/base/diagnostic.ts";
import { type Loaded, loadGraph, runSelected, selectFrom } from "../../src/pipeline.ts";
import type { PlanFlags } from "../../src/run/plan-run.ts";
import type { Results, TestResult } from "../../src/run/types.ts";

const projectYml = `name: tiny
vars: {rate: 2, least: 0}
target: dev
targets:
  dev: {type: duckdb, path: target/tiny.duckdb}
`;

/** A source of orders, a view of it, and what is asked for. */
const common = {
  "project.yml": projectYml,
  "models/sources.yml": `sources:
  - name: raw
    schema: raw
    tables:
      - name: orders
        columns:
          - {name: order_id, type: INTEGER}
          - {name: status, type: VARCHAR}
          - {name: amount, type: "DECIMAL(10,2)"}
          - {name: ordered_at, type: TIMESTAMP}
`,
  "models/stg_orders.sql": 'select * from {{source "raw" "orders"}}\n',
};

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export interface UnitProject {
  /** Path -> text, beside a source `raw.orders` and a model `stg_orders`. */
  readonly files?: Readonly<Record<string, string>>;
  /** What stands below `unit_tests:` in tests/unit.yml. */
  readonly tests: string;
}

/** Writes a project to a folder of its own, deleted when the test file is done. */
export function writeProject({ files = {}, tests }: UnitProject): string {
  const root = mkdtempSync(join(tmpdir(), "quern-unit-"));
  folders.push(root);
  const all = { ...common, ...files, "tests/unit.yml": `unit_tests:\n${tests}` };
  for (const [file, text] of Object.entries(all)) writeIn(root, file, text);
  return root;
}

export function writeIn(root: string, file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

export interface UnitRun {
  readonly tests: Readonly<Record<string, TestResult>>;
  readonly results: Results | undefined;
  /** Every problem, in order. */
  readonly problems: readonly Diagnostic[];
}

/** Runs the unit tests of a project as `quern test` does, or builds it. */
export async function runUnits(project: UnitProject): Promise<UnitRun> {
  return runIn(writeProject(project), "test", ["test_type:unit"]);
}

export async function load(
  root: string,
): Promise<{ loaded: Loaded | undefined; problems: readonly Diagnostic[] }> {
  const { value, diagnostics } = await loadGraph({
    root,
    environment: {},
    cache: false,
    now: new Date("2026-01-15T12:00:00Z"),
  });
  return { loaded: value, problems: diagnostics };
}

export async function runIn(
  root: string,
  command: "build" | "test",
  select: readonly string[] = [],
  flags: PlanFlags = {},
): Promise<UnitRun> {
  const { loaded, problems } = await load(root);
  if (loaded === undefined || problems.some((problem) => problem.severity === "error"))
    return { tests: {}, results: undefined, problems };
  const selected = selectFrom(loaded, { select }).value;
  const { value, diagnostics } = await runSelected(loaded, { command, selected, flags, runId: "run" });
  const found = value?.results?.nodes.flatMap((node) => node.tests) ?? [];
  return {
    tests: Object.fromEntries(found.map((test) => [test.id.slice(test.id.lastIndexOf(".") + 1), test])),
    results: value?.results,
    problems: [
      ...problems,
      ...diagnostics,
      ...(value?.results?.nodes ?? []).flatMap((node) => [
        ...node.diagnostics,
        ...node.tests.flatMap((test) => test.diagnostics),
      ]),
    ],
  };
}

/** `Q0910 tests/unit.yml:4:7`. */
export function codesAndPlaces(problems: readonly Diagnostic[]): string[] {
  return problems.map(({ code, span }) => `${code} ${span?.file}:${span?.line}:${span?.column}`);
}
