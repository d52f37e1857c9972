import type { Value } from "../../adapters/adapter.ts";
import type { Outcome } from "../../base/diagnostic.ts";
import { hasErrors } from "../../base/diagnostic.ts";
import { compileGraph } from "../../compile/compile-graph.ts";
import { resolveGraph } from "../../graph/resolve-graph.ts";
import { readProperties } from "../../project/properties.ts";
import { parseYaml } from "../../project/yaml/parse-yaml.ts";
import type { Observed } from "../../unit/run-unit-test.ts";
import { renderTest, type WrittenRows, type WrittenTest } from "../../unit/write/render-test.ts";
import { compileOptions } from "../compile-options.ts";
import type { Loaded } from "../loaded.ts";
import { openLater } from "../open-later.ts";
import { openUnitTester } from "../unit-tester.ts";

/** What the node makes of the rows: read from the file as it is going to be. Columns that differ from one run to the next are left out. */
export async function observeTest(
  test: WrittenTest,
  file: string,
  loaded: Loaded,
): Promise<Outcome<WrittenRows>> {
  const { project } = loaded;
  const nothing: WrittenRows = { columns: [], rows: [] };
  const yaml = parseYaml(file, renderTest(test));
  const read = readProperties(yaml.value, project.config.name);
  const others = project.definitions.filter((one) => one.kind !== "unit-test" || one.file !== file);
  const definitions = [...others, ...(read.value.unitTests ?? [])];
  const resolved = resolveGraph({ ...project, definitions }, { now: loaded.now });
  const wrong = [...yaml.diagnostics, ...read.diagnostics, ...resolved.diagnostics].filter(
    (d) => d.span?.file === file,
  );
  if (hasErrors(wrong)) return { value: nothing, diagnostics: wrong };
  const own = Object.values(resolved.value.nodes).filter(
    (one) => one.kind === "unit_test" && one.file === file,
  );
  const ids = own.map(({ id }) => id);
  const compiled = compileGraph(resolved.value, ids, await compileOptions(loaded, {}));
  const [unit] = Object.values(compiled.value.unitTests);
  if (unit === undefined || hasErrors(compiled.diagnostics))
    return { value: nothing, diagnostics: compiled.diagnostics };
  const next = { ...loaded, graph: resolved.value };
  const tester = openUnitTester(next, compiled.value, { connection: openLater(next, { readOnly: true }) });
  try {
    const first = await tester.observe(unit);
    return { value: steadyRows(first, await tester.observe(unit)), diagnostics: first.problems };
  } finally {
    await tester.close();
  }
}

/** The order of rows is that of their values, since the engine's own may be another next time. */
function steadyRows(first: Observed, second: Observed): WrittenRows {
  const valuesOf = (rows: Observed["rows"], name: string) =>
    JSON.stringify(rows.map((row) => JSON.stringify(row[name])).sort());
  const columns = first.columns.filter(
    ({ name }) => valuesOf(first.rows, name) === valuesOf(second.rows, name),
  );
  const rows = first.rows.map((row) => columns.map(({ name }) => row[name] ?? null));
  return { columns, rows: rows.sort(compareValues) };
}

function compareValues(a: readonly Value[], b: readonly Value[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? null;
    if (left === right) continue;
    if (typeof left === "number" && typeof right === "number") return left - right;
    const [one, other] = [JSON.stringify(left), JSON.stringify(right)];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
