import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { renderSpan, type Span } from "../base/span.ts";
import { findSuggestion } from "../base/suggest.ts";
import type { DependencyCall, Project, UnitInput, UnitTestDefinition } from "../project/definitions.ts";
import { foldersOf } from "./fqn.ts";
import { renderNodeId } from "./node-ids.ts";
import { isFeatureNode, readsOf } from "./node-kinds.ts";
import type { Reader } from "./resolve-calls.ts";
import type { Scope } from "./scope.ts";
import type { Node, NodeId, TestableNode, UnitGiven, UnitSubject, UnitTestNode } from "./types.ts";

/** What making the nodes of unit tests needs of the rest. */
export interface UnitTestContext {
  readonly project: Project;
  readonly scope: Scope;
  /** Every node that a test may name. */
  readonly nodes: Readonly<Record<NodeId, Node>>;
  readonly problems: Diagnostic[];
}

/** Makes the node of a unit test; undefined, with the reasons reported, where what it tests cannot be told. */
export function buildUnitTest(
  definition: UnitTestDefinition,
  context: UnitTestContext,
): UnitTestNode | undefined {
  const { name, package: owner, file, span } = definition;
  const reader: Reader = { name, package: owner, kind: "unit-test" };
  const subject = findSubject(definition, reader, context);
  if (subject === undefined) return undefined;
  checkOverrides(definition, context);
  const given = findInputs(definition, subject, reader, context);
  const subjectName = nameOf(subject, context);
  const own = subject.kind === "node" ? [subject.node] : [];
  const tables =
    subject.kind === "macro" ? given.flatMap(({ input }) => (input.kind === "node" ? [input.node] : [])) : [];
  return {
    kind: "unit_test",
    id: renderNodeId("unit_test", `${subjectName}.${name}`, owner, context.project.config.name),
    name,
    package: owner,
    file,
    fqn: [owner, ...foldersOf(file), name],
    tags: definition.tags,
    meta: definition.meta,
    description: definition.description,
    dependsOn: [...own, ...tables],
    span,
    subjectName,
    subject,
    given,
    expect: definition.expect,
    overrides: definition.overrides,
    now: definition.now,
    macros: subject.kind === "macro" ? macrosOf(subject.name, context) : none,
  };
}

const none: readonly string[] = Object.freeze([]);

/** `model "fct_orders"`, `macro "toLocal"`: what a unit test tests, in messages. */
export function describeSubject(subject: UnitSubject, nodes: Readonly<Record<NodeId, Node>>): string {
  if (subject.kind === "macro") return `macro "${subject.name}"`;
  const node = nodes[subject.node];
  return `${node?.kind ?? "model"} "${node?.name ?? subject.node}"`;
}

function nameOf(subject: UnitSubject, { nodes }: UnitTestContext): string {
  if (subject.kind === "macro") return subject.name;
  const node = nodes[subject.node];
  const version = node?.kind === "model" && node.version !== undefined ? `.v${node.version}` : "";
  return `${node?.name ?? ""}${version}`;
}

function findSubject(
  { subject }: UnitTestDefinition,
  reader: Reader,
  context: UnitTestContext,
): UnitSubject | undefined {
  const { project, scope, nodes, problems } = context;
  if (subject.kind === "macro") {
    if (Object.hasOwn(project.macros, subject.name))
      return { kind: "macro", name: subject.name, arguments: subject.arguments };
    problems.push(unknownMacro(subject.name, subject.span, project));
    return undefined;
  }
  const link = scope.calls.resolve(callOf(subject.input, scope), reader);
  if (link === undefined || link === "disabled") return undefined;
  const node = nodes[link.target];
  if (isTestable(node)) return { kind: "node", node: link.target };
  const { text, span } = subject.input;
  if (node) problems.push(diagnose("Q0906", { name: text, kind: node.kind }, { span }));
  return undefined;
}

/** What unit tests may be of: what makes its rows of others. */
export function isTestable(node: Node | undefined): node is TestableNode {
  return node?.kind === "model" || node?.kind === "snapshot" || isFeatureNode(node);
}

/** The call that a name stands for: as written, or `stg_orders`, `package.stg_orders`, `source.table`. */
export function callOf({ text, call, span }: UnitInput, { index }: Scope): DependencyCall {
  if (call) return call;
  const parts = text.split(".");
  const isSource = parts.length === 2 && !index.nodes.has(parts[1] ?? "") && index.sources.has(text);
  return { call: isSource ? "source" : "ref", arguments: parts, span };
}

function findInputs(
  definition: UnitTestDefinition,
  subject: UnitSubject,
  reader: Reader,
  context: UnitTestContext,
): readonly UnitGiven[] {
  const given = new Map<string, UnitGiven>();
  const spans = new Map<string, Span>();
  for (const { input: written, data, types } of definition.given) {
    const input = findInput(written, subject, reader, context);
    if (input === undefined) continue;
    const key = input.kind === "node" ? input.node : input.kind === "table" ? input.name : "this";
    const first = spans.get(key);
    const { span, text } = written;
    if (first) context.problems.push(diagnose("Q0905", { input: text, first: renderSpan(first) }, { span }));
    else given.set(key, { input, name: nameOfInput(written), data, types, span });
    spans.set(key, first ?? span);
  }
  return [...given.values()];
}

function nameOfInput({ text, call }: UnitInput): string {
  return call === undefined ? text : call.arguments.join(".");
}

function findInput(
  written: UnitInput,
  subject: UnitSubject,
  reader: Reader,
  context: UnitTestContext,
): UnitGiven["input"] | undefined {
  const { problems, scope, nodes } = context;
  const { text, span } = written;
  if (subject.kind === "macro") {
    if (written.call === undefined) return { kind: "table", name: text };
    const link = scope.calls.resolve(written.call, reader);
    return link === undefined || link === "disabled" ? undefined : { kind: "node", node: link.target };
  }
  const node = nodes[subject.node];
  if (!isTestable(node)) return undefined;
  const where = describeSubject(subject, nodes);
  if (text === "this") {
    if (["incremental", "snapshot"].includes(node.settings.materialized)) return { kind: "this" };
    problems.push(diagnose("Q0907", { subject: where }, { span }));
    return undefined;
  }
  const link = scope.calls.resolve(callOf(written, scope), reader);
  if (link === undefined || link === "disabled") return undefined;
  const readable = inputsOf(node, nodes);
  if (readable.has(link.target)) return { kind: "node", node: link.target };
  const known = [...readable].map((id) => describeInput(nodes[id]));
  const suggestion = findSuggestion(nameOfInput(written), known);
  problems.push(
    diagnose("Q0904", { input: nameOfInput(written), subject: where, known, suggestion }, { span }),
  );
  return undefined;
}

/** What rows can be given for: what the node reads, and what the ephemeral models among that read. */
export function inputsOf(node: Node, nodes: Readonly<Record<NodeId, Node>>): ReadonlySet<NodeId> {
  const found = new Set<NodeId>();
  const visit = (id: NodeId): void => {
    if (found.has(id)) return;
    found.add(id);
    const parent = nodes[id];
    if (parent?.kind === "model" && parent.settings.materialized === "ephemeral")
      for (const next of parent.dependsOn) visit(next);
  };
  for (const id of readsOf(node)) visit(id);
  return found;
}

function describeInput(node: Node | undefined): string {
  return node?.kind === "source" ? `${node.source}.${node.name}` : (node?.name ?? "");
}

function checkOverrides({ overrides }: UnitTestDefinition, { project, problems }: UnitTestContext): void {
  for (const { name, span } of overrides.macros)
    if (name !== "is_incremental" && !Object.hasOwn(project.macros, name))
      problems.push(unknownMacro(name, span, project));
}

function unknownMacro(macro: string, span: Span, { macros }: Project): Diagnostic {
  const suggestion = findSuggestion(macro, Object.keys(macros));
  return diagnose("Q0903", { macro, ...(suggestion !== undefined && { suggestion }) }, { span });
}

/** The macro itself and those that it calls. */
function macrosOf(name: string, { project, scope }: UnitTestContext): readonly string[] {
  const macro = project.macros[name];
  const inner = macro?.kind === "handlebars" ? scope.reach(macro.template).names : none;
  return [name, ...inner.filter((other) => other !== name)];
}
