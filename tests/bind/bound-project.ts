import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import type { Diagnostic } from "../../src/base/diagnostic.ts";
import { renderSpan } from "../../src/base/span.ts";
import type { Bound } from "../../src/bind/types.ts";
import type { NodeId } from "../../src/graph/types.ts";
import { bindSelected } from "../../src/pipeline/bind-selected.ts";
import { loadGraph } from "../../src/pipeline.ts";

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A project in a folder of its own, deleted when the test file is done. Without a source of its own it gets `raw.orders`, declared with types. */
export function makeProject(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "quern-bind-"));
  folders.push(root);
  const all = {
    "project.yml": "name: small\ntarget: dev\ntargets:\n  dev: {type: duckdb, path: target/small.duckdb}\n",
    "models/sources.yml": `sources:
  - name: raw
    path: data/{table}.parquet
    tables:
      - name: orders
        columns:
          - {name: order_id, type: BIGINT}
          - {name: customer_id, type: BIGINT}
          - {name: amount, type: "DECIMAL(10,2)"}
          - {name: status, type: VARCHAR}
          - {name: ordered_at, type: TIMESTAMP}
`,
    ...files,
  };
  for (const [file, text] of Object.entries(all)) writeIn(root, file, text);
  return root;
}

export function writeIn(root: string, file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

export interface Found {
  readonly bound: Bound;
  readonly diagnostics: readonly Diagnostic[];
  /** `models/a.sql:1:8 Q0107 unknown column "x"`, in order. */
  readonly said: readonly string[];
}

/** Reads a project and binds all of it, or some of its nodes. */
export async function bindAll(root: string, ids?: readonly string[]): Promise<Found> {
  const loaded = await loadGraph({ root, environment: {} });
  if (loaded.value === undefined || loaded.diagnostics.length > 0)
    throw new Error(`the project has errors: ${JSON.stringify(loaded.diagnostics)}`);
  const wanted = (ids ?? Object.keys(loaded.value.graph.nodes)) as NodeId[];
  const { value, diagnostics } = await bindSelected(loaded.value, new Set(wanted));
  const said = diagnostics.map(
    ({ span, code, message }) => `${span ? renderSpan(span) : "?"} ${code} ${message}`,
  );
  return { bound: value, diagnostics, said };
}

/** `order_id BIGINT, amount DOUBLE`. */
export function columnsOf({ bound }: Found, id: string): string {
  const columns = bound.nodes[id as NodeId]?.columns ?? [];
  return columns.map(({ name, type }) => `${name} ${type}`).join(", ");
}

/** What a column's value is computed from: `source.raw.orders.amount`, .. */
export function usesOf({ bound }: Found, id: string, column: string): readonly string[] {
  const node = bound.nodes[id as NodeId];
  const index = node?.columns.findIndex(({ name }) => name === column) ?? -1;
  const uses = node?.lineage?.columns[index]?.uses ?? [];
  return uses.map((use) => `${use.node}.${use.column}`).sort();
}
