import { hashOf } from "../../base/hash.ts";
import { readsOf } from "../../graph/node-kinds.ts";
import type { NodeId, TestableNode, UnitTestNode } from "../../graph/types.ts";
import { isTestable } from "../../graph/unit-tests.ts";
import { boundRelation } from "../bound-relation.ts";
import { compileNode } from "../compile-node.ts";
import { isEphemeral } from "../ephemeral.ts";
import type { CompileOptions } from "../options.ts";
import { type Compilation, openCompilation } from "../render-node.ts";
import { squeezeText } from "../statement-text.ts";
import type { CompiledNode } from "../types.ts";
import { frozenMoment, overrideOptions, unitOptions } from "./override-options.ts";
import { readFixture } from "./read-fixture.ts";
import { renderMacro } from "./render-macro.ts";
import type { CompiledUnitTest, Fixture, TestedStatement, UnitTable, UnitView } from "./types.ts";

/**
 * Returns the function that compiles unit tests; what it finds wrong goes to the compilation's problems, each once. Tests without
 * overrides share what was rendered.
 */
export function openUnitCompiler(compilation: Compilation): (node: UnitTestNode) => CompiledUnitTest {
  const options = unitOptions(compilation.options);
  let shared: Compilation | undefined;
  return (node) => {
    const own = overrideOptions(options, node);
    const isShared = own === options;
    if (isShared) shared ??= openCompilation(compilation.graph, options);
    const inner = (isShared ? shared : undefined) ?? openCompilation(compilation.graph, own);
    const before = inner.problems.length;
    const compiled = compileUnitTest(inner, node);
    for (const problem of inner.problems.slice(before))
      if (!compilation.problems.some((other) => isSame(problem, other))) compilation.problems.push(problem);
    return compiled;
  };
}

const isSame = (a: Compilation["problems"][number], b: Compilation["problems"][number]): boolean =>
  a.code === b.code &&
  a.message === b.message &&
  a.span?.file === b.span?.file &&
  a.span?.line === b.span?.line;

/** The options under which the statements of a unit test were rendered. */
export function optionsOf(node: UnitTestNode, options: CompileOptions): CompileOptions {
  return overrideOptions(unitOptions(options), node);
}

function compileUnitTest(compilation: Compilation, node: UnitTestNode): CompiledUnitTest {
  const { options, problems } = compilation;
  const report = (problem: Compilation["problems"][number]) => void problems.push(problem);
  const read = (data: UnitTestNode["expect"]["data"]): Fixture =>
    readFixture(data, node.file, options, report);
  const tested = compileTested(compilation, node);
  const { inputs, views } = findInputs(compilation, node, read);
  const expect = { ...node.expect, data: read(node.expect.data) };
  const before = findBefore(node, read);
  const now = frozenMoment(node, report);
  return {
    id: node.id,
    gates: node.subject.kind === "node" ? node.subject.node : node.id,
    tested,
    views,
    inputs,
    ...(before && { before }),
    expect,
    ...(now !== undefined && { now }),
    textHash: hashOf(
      node.id,
      ...textsOf(tested, views),
      JSON.stringify({ inputs, expect, before, now }, withoutPlaces),
    ),
  };
}

/** The statements as they are compared: comments and white space make no difference. */
function textsOf(tested: TestedStatement, views: readonly UnitView[]): readonly string[] {
  const selects = views.map(({ id, select }) => `${id} ${squeezeText(select)}`);
  if (tested.kind === "macro") return [squeezeText(tested.text), ...selects];
  const { select, incrementalSelect, batchSelect, settingsHash, rows } = tested.node;
  const own = [select, incrementalSelect ?? "", batchSelect ?? ""].map(squeezeText);
  return [...own, settingsHash, ...(rows ? [rows.hash] : []), ...selects];
}

/** Where its parts stand in a file makes no difference. */
function withoutPlaces(key: string, value: unknown): unknown {
  return key === "span" || key === "keySpan" ? undefined : value;
}

function compileTested(compilation: Compilation, node: UnitTestNode): TestedStatement {
  if (node.subject.kind === "macro")
    return { kind: "macro", text: renderMacro(compilation, node, node.subject) };
  const subject = subjectOf(compilation, node);
  const { hooks: _hooks, moving: _moving, ...compiled } = compileNode(compilation, subject);
  return { kind: "node", node: compiled satisfies CompiledNode };
}

function subjectOf({ graph }: Compilation, node: UnitTestNode): TestableNode {
  const tested = node.subject.kind === "node" ? graph.nodes[node.subject.node] : undefined;
  if (!isTestable(tested)) throw new Error(`${node.id} tests no model`);
  return tested;
}

/** `is_incremental` says whether rows are added to those of before; without it they are where `this` is given. */
function findBefore(
  { given, overrides, expect }: UnitTestNode,
  read: (data: UnitTestNode["expect"]["data"]) => Fixture,
): Fixture | undefined {
  const own = given.find(({ input }) => input.kind === "this");
  const isIncremental = overrides.macros.find(({ name }) => name === "is_incremental")?.value;
  if (isIncremental === false) return undefined;
  if (own) return read(own.data);
  return isIncremental === true ? { kind: "rows", rows: [], span: expect.span } : undefined;
}

function findInputs(
  compilation: Compilation,
  node: UnitTestNode,
  read: (data: UnitTestNode["expect"]["data"]) => Fixture,
): { readonly inputs: readonly UnitTable[]; readonly views: readonly UnitView[] } {
  const { graph, options } = compilation;
  const inputs: UnitTable[] = [];
  const views: UnitView[] = [];
  const given = new Map(
    node.given.flatMap((one) => (one.input.kind === "node" ? [[one.input.node, one]] : [])),
  );
  const seen = new Set<NodeId>();
  const visit = (id: NodeId): void => {
    const parent = graph.nodes[id];
    if (seen.has(id) || parent === undefined || !("columns" in parent)) return;
    seen.add(id);
    const relation = boundRelation(parent, graph, options);
    const rows = given.get(id);
    if (rows) inputs.push({ name: rows.name, node: id, relation, rows: read(rows.data), types: rows.types });
    else if (isEphemeral(parent)) {
      for (const next of parent.dependsOn) visit(next);
      views.push({ id, relation, select: compileNode(compilation, parent).select });
    } else inputs.push({ name: nameOf(parent), node: id, relation, types: noTypes });
  };
  if (node.subject.kind === "node") {
    for (const id of readsOf(subjectOf(compilation, node))) visit(id);
    return { inputs, views };
  }
  for (const id of node.dependsOn) visit(id);
  for (const { input, data, types } of node.given)
    if (input.kind === "table") {
      const relation = { schema: "main", name: input.name };
      inputs.push({ name: input.name, relation, rows: read(data), types });
    }
  return { inputs, views };
}

const noTypes: UnitTable["types"] = Object.freeze({});

function nameOf(node: { readonly name: string; readonly kind: string; readonly source?: string }): string {
  return node.source === undefined ? node.name : `${node.source}.${node.name}`;
}
