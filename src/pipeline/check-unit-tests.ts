import type { Diagnostic } from "../base/diagnostic.ts";
import type { Bound } from "../bind/types.ts";
import { compileGraph } from "../compile/compile-graph.ts";
import type { NodeId } from "../graph/types.ts";
import { compileOptions } from "./compile-options.ts";
import type { Loaded } from "./loaded.ts";
import { openLater } from "./open-later.ts";
import { openUnitTester } from "./unit-tester.ts";

/**
 * What is wrong with how the unit tests among `ids` are written: rows, columns, types, SELECTs. They are run, but whether they pass is left to
 * `quern test`; those of a model that has mistakes itself are passed over.
 */
export async function checkUnitTests(
  loaded: Loaded,
  ids: ReadonlySet<NodeId>,
  bound: Bound,
): Promise<readonly Diagnostic[]> {
  const { graph } = loaded;
  const isSound = (id: NodeId) => {
    const node = graph.nodes[id];
    if (node?.kind !== "unit_test") return false;
    return node.subject.kind === "macro" || bound.nodes[node.subject.node] !== undefined;
  };
  const wanted = [...ids].filter(isSound);
  if (wanted.length === 0) return [];
  const { value: compiled } = compileGraph(graph, wanted, await compileOptions(loaded, {}));
  const tester = openUnitTester(loaded, compiled, { connection: openLater(loaded, { readOnly: true }) });
  const problems: Diagnostic[] = [];
  // What could not be compiled has been reported.
  const tests = Object.values(compiled.unitTests).filter(({ id }) => !compiled.failed?.includes(id));
  try {
    for (const test of tests) {
      const { status, diagnostics } = await tester.run(test);
      problems.push(...diagnostics.filter(({ severity }) => status === "error" || severity === "warning"));
    }
  } finally {
    await tester.close();
  }
  return problems;
}
