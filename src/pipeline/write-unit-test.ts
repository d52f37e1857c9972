import { existsSync } from "node:fs";
import { join } from "node:path";
import { writeText } from "../artifacts/write-text.ts";
import { type Diagnostic, diagnose, hasErrors, type Outcome } from "../base/diagnostic.ts";
import type { Bound } from "../bind/types.ts";
import { momentOf } from "../compile/features/moment-of.ts";
import type { CompileOptions } from "../compile/options.ts";
import { isFeatureNode, readsOf, wordOfKind } from "../graph/node-kinds.ts";
import type { Graph, NodeId, TestableNode } from "../graph/types.ts";
import { isTestable } from "../graph/unit-tests.ts";
import { createPiiFinder } from "../unit/write/find-pii.ts";
import { renderTest, type WrittenTest } from "../unit/write/render-test.ts";
import { sampleRows } from "../unit/write/sample-rows.ts";
import { findUsed } from "../unit/write/used-columns.ts";
import { bindSelected } from "./bind-selected.ts";
import { compileOptions } from "./compile-options.ts";
import type { Loaded } from "./loaded.ts";
import { openLater } from "./open-later.ts";
import { findMissing, inputOf, maskRows, nameOf } from "./write-test/inputs.ts";
import { observeTest } from "./write-test/observe-test.ts";

/** What was written. */
export interface WrittenFile {
  readonly file: string;
  readonly given: readonly { readonly input: string; readonly rows: number }[];
  readonly expected: number;
  /** `stg_customers.email`: columns whose values were made up. */
  readonly masked: readonly string[];
}

/**
 * Writes a unit test of a node from live data: a few rows of each input that belong together, personal data masked, and what the node makes
 * of them. The value is undefined where that cannot be done, or where the file is there already.
 */
export async function writeUnitTest(
  loaded: Loaded,
  id: NodeId,
  { force }: { readonly force: boolean },
): Promise<Outcome<WrittenFile | undefined>> {
  const { graph, root } = loaded;
  const node = graph.nodes[id];
  const refuse = (...diagnostics: readonly Diagnostic[]) => ({ value: undefined, diagnostics });
  if (!isTestable(node))
    return refuse(diagnose("Q0906", { name: node?.name ?? id, kind: wordOfKind(node?.kind ?? "stranger") }));
  if (!isFeatureNode(node) && node.template.typescript?.kind === "rows")
    return refuse(diagnose("Q0925", { model: node.name }, { span: node.span }));
  const version = node.kind === "model" && node.version !== undefined ? `_v${node.version}` : "";
  const file = `tests/${node.name}${version}.yml`;
  if (!force && existsSync(join(root, file))) return refuse(diagnose("Q0920", { file }));
  const connection = openLater(loaded, { readOnly: true });
  try {
    const { value: bound, diagnostics } = await bindSelected(loaded, new Set([id]), connection);
    if (hasErrors(diagnostics)) return refuse(...diagnostics);
    const options = await compileOptions(loaded, {});
    const used = findUsed(id, graph, bound.nodes);
    const inputs = used.inputs.flatMap((input) => inputOf(input, graph, bound, options));
    const session = await connection.session();
    const missing = await findMissing(inputs, session);
    if (missing.length > 0) return refuse(...missing.map((name) => diagnose("Q0921", { input: name })));
    const sampled = await sampleRows(inputs, used.joins, session, options.dialect);
    const isPii = createPiiFinder(graph, bound.nodes);
    const salt = loaded.project.config.name;
    const given = inputs.map((input) => ({
      input: input.call,
      data: maskRows(input, sampled.get(input.id) ?? [], isPii, salt),
    }));
    const test: WrittenTest = {
      name: freeName(node, loaded, file),
      description: "Rows sampled from the warehouse, and what comes of them.",
      model: nameOf(node),
      ...clockOf(node, graph, bound, options),
      given,
      expect: { columns: [], rows: [] },
    };
    const observed = await observeTest(test, file, loaded);
    if (hasErrors(observed.diagnostics)) return refuse(...observed.diagnostics);
    const { value: expect } = observed;
    writeText(join(root, file), renderTest({ ...test, expect }));
    return {
      value: {
        file,
        given: inputs.map(({ id: input, name }) => ({ input: name, rows: sampled.get(input)?.length ?? 0 })),
        expected: expect.rows.length,
        masked: inputs.flatMap(({ id: input, name, columns }) =>
          columns.filter((column) => isPii(input, column)).map((column) => `${name}.${column}`),
        ),
      },
      diagnostics: expect.rows.length === 0 ? [diagnose("Q0922", { node: node.name })] : [],
    };
  } finally {
    await connection.close();
  }
}

/** A name that no other test of the node has. */
function freeName(node: TestableNode, { graph }: Loaded, file: string): string {
  const taken = new Set(
    Object.values(graph.nodes).flatMap((other) =>
      other.kind === "unit_test" && other.file !== file && other.dependsOn.includes(node.id)
        ? [other.name]
        : [],
    ),
  );
  let name = "sampled";
  for (let number = 2; taken.has(name); number++) name = `sampled_${number}`;
  return name;
}

/** The moment at which the clock stands in the test, where that makes a difference. Current values have one of their own. */
function clockOf(
  node: TestableNode,
  graph: Graph,
  bound: Bound,
  options: CompileOptions,
): { readonly now?: string } {
  if (node.kind !== "feature_view" && !needsClock(node, graph, bound)) return {};
  const moment = node.kind === "feature_view" ? momentOf(node.view, options).moment : options.now;
  return { now: `${moment.toISOString().slice(0, 19)}Z` };
}

/** A snapshot says when it was built; other nodes where they, or what is inlined into them, ask for the moment. */
function needsClock(node: TestableNode, graph: Graph, bound: Bound): boolean {
  if (node.kind === "snapshot") return true;
  const asks = (id: NodeId): boolean => {
    if ((bound.nodes[id]?.volatile ?? []).some((name) => !/random|uuid|nextval/.test(name))) return true;
    return readsOf(graph.nodes[id]).some((parent) => {
      const other = graph.nodes[parent];
      return other?.kind === "model" && other.settings.materialized === "ephemeral" && asks(parent);
    });
  };
  return asks(node.id);
}
