import { hasErrors, type Outcome } from "../base/diagnostic.ts";
import type { Graph, NodeId, SourceNode } from "../graph/types.ts";
import { checkSource } from "./check-source.ts";
import { compileNode } from "./compile-node.ts";
import { compileTest } from "./compile-test.ts";
import { isEphemeral } from "./ephemeral.ts";
import { inlinedNodes } from "./inlined-nodes.ts";
import { checkSettings } from "./materializations/check-settings.ts";
import type { CompileOptions } from "./options.ts";
import { openCompilation } from "./render-node.ts";
import type { Compiled, CompiledNode, CompiledTest } from "./types.ts";
import { openUnitCompiler } from "./unit-tests/compile-unit-test.ts";
import type { CompiledUnitTest } from "./unit-tests/types.ts";

/**
 * Compiles nodes to the statements they may need, with the relation names of the target. Sources and exposures among the ids
 * are passed over; ephemeral nodes that a compiled one inlines are compiled as well. All problems are reported at once.
 */
export function compileGraph(
  graph: Graph,
  ids: Iterable<NodeId>,
  options: CompileOptions,
): Outcome<Compiled> {
  const compilation = openCompilation(graph, options);
  const nodes: Record<NodeId, CompiledNode> = {};
  const tests: Record<NodeId, CompiledTest> = {};
  const unitTests: Record<NodeId, CompiledUnitTest> = {};
  const compileUnitTest = openUnitCompiler(compilation);
  const wanted = new Set(ids);
  for (const id of inlinedNodes(graph, wanted)) if (isEphemeral(graph.nodes[id])) wanted.add(id);
  compilation.problems.push(...sourcesRead(graph, wanted).flatMap(checkSource));
  const failed: NodeId[] = [];
  for (const id of wanted) {
    const before = compilation.problems.length;
    compileOne(id);
    if (hasErrors(compilation.problems.slice(before))) failed.push(id);
  }
  return { value: { nodes, tests, unitTests, failed }, diagnostics: compilation.problems };

  function compileOne(id: NodeId): void {
    const node = graph.nodes[id];
    if (node === undefined || node.kind === "source" || node.kind === "exposure") return;
    if (node.kind === "test") {
      const test = compileTest(compilation, node);
      if (test !== undefined) tests[id] = test;
    } else if (node.kind === "unit_test") unitTests[id] = compileUnitTest(node);
    else {
      compilation.problems.push(...checkSettings(node));
      nodes[id] = compileNode(compilation, node);
    }
  }
}

function sourcesRead(graph: Graph, ids: ReadonlySet<NodeId>): readonly SourceNode[] {
  const found = new Set<SourceNode>();
  for (const id of ids)
    for (const parent of graph.nodes[id]?.dependsOn ?? []) {
      const node = graph.nodes[parent];
      if (node?.kind === "source") found.add(node);
    }
  return [...found];
}
