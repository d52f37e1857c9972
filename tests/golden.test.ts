import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Outcome } from "../src/base/diagnostic.ts";
import { renderDiagnostic } from "../src/base/render-diagnostic.ts";
import type { Compiled } from "../src/compile/types.ts";
import type { Graph, NodeId } from "../src/graph/types.ts";
import { compileSelected, type Loaded, loadGraph } from "../src/pipeline.ts";

const here = dirname(fileURLToPath(import.meta.url));
const fixtures = join(here, "fixtures");
const now = new Date("2025-06-30T12:00:00Z");

/*
 * Each folder of tests/fixtures is a small project; tests/golden/NAME holds what the stages make of it. A missing golden is written on a
 * developer's machine and fails in CI; a difference is written beside it as `-changed`, to be looked at and moved over.
 */
describe("the stages, on each project of tests/fixtures", () => {
  for (const name of readdirSync(fixtures))
    it(name, async () => {
      const root = join(fixtures, name);
      const loaded = await loadGraph({ root, environment: {}, cache: false, now });
      const compiled = await compile(loaded);
      expectGolden(`${name}/diagnostics.txt`, renderAll(root, [loaded, compiled]));
      if (loaded.value) expectGolden(`${name}/graph.json`, renderGraph(loaded.value.graph));
      if (compiled.value) expectGolden(`${name}/compiled.sql`, renderCompiled(compiled.value));
    });
});

async function compile(loaded: Outcome<Loaded | undefined>): Promise<Outcome<Compiled | undefined>> {
  if (!loaded.value || loaded.diagnostics.some((d) => d.severity === "error"))
    return { value: undefined, diagnostics: [] };
  return compileSelected(loaded.value, Object.keys(loaded.value.graph.nodes) as NodeId[]);
}

function renderAll(root: string, outcomes: readonly Outcome<unknown>[]): string {
  const readText = (file: string) => {
    const path = join(root, file);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  };
  return outcomes
    .flatMap(({ diagnostics }) => diagnostics.map((d) => `${renderDiagnostic(d, { readText })}\n`))
    .join("\n");
}

/** Nodes without their places and columns: what depends on what, and under which settings. */
function renderGraph(graph: Graph): string {
  const left = new Set(["span", "patchSpan", "columns", "template"]);
  const nodes = Object.values(graph.nodes).map((node) =>
    Object.fromEntries(Object.entries(node).filter(([key]) => !left.has(key))),
  );
  const withoutPlaces = (spec: unknown): unknown =>
    JSON.parse(JSON.stringify(spec, (key, value) => (key === "span" ? undefined : value)));
  const withoutPlace = ({ span: _span, ...constraint }: { readonly span?: unknown }) => constraint;
  const replace = (key: string, value: unknown) =>
    key === "constraints" && Array.isArray(value)
      ? value.map(withoutPlace)
      : key === "view" || key === "set"
        ? withoutPlaces(value)
        : value;
  return `${JSON.stringify(nodes, replace, 2)}\n`;
}

function renderCompiled(compiled: Compiled): string {
  const nodes = Object.values(compiled.nodes).flatMap((node) => [
    `-- ${node.id}, ${node.materialized}\n${node.select.trim()};\n`,
    ...(node.incrementalSelect
      ? [`-- ${node.id}, when its table exists\n${node.incrementalSelect.trim()};\n`]
      : []),
  ]);
  const tests = Object.values(compiled.tests).map(
    (test) =>
      `-- ${test.id}, gates ${test.gates}, ${test.severity} if rows ${test.errorIf.text}\n${test.failures.trim()};\n`,
  );
  const unitTests = Object.values(compiled.unitTests).map(({ id, gates, tested, views, inputs }) => {
    const tables = inputs.map(({ name, rows }) => `${name} ${rows ? "given" : "empty"}`);
    const before = views.map(({ id: view, select }) => `-- ${view}, a view\n${select.trim()};\n`);
    const text = tested.kind === "node" ? tested.node.select : tested.text;
    return `-- ${id}, gates ${gates}, over ${tables.join(", ")}\n${before.join("")}${text.trim()};\n`;
  });
  return [...nodes, ...tests, ...unitTests].join("\n");
}

function expectGolden(file: string, text: string): void {
  const golden = join(here, "golden", file);
  const changed = golden.replace(/(\.\w+)$/, "-changed$1");
  rmSync(changed, { force: true });
  if (!existsSync(golden)) {
    expect(process.env.CI, `${file} is missing`).toBeUndefined();
    mkdirSync(dirname(golden), { recursive: true });
    writeFileSync(golden, text);
  }
  const expected = readFileSync(golden, "utf8");
  if (expected !== text) writeFileSync(changed, text);
  expect(text).toBe(expected);
}
