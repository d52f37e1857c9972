import type { Span } from "../base/span.ts";
import type {
  ColumnTests,
  DependencyCall,
  Json,
  Project,
  TestDefinition,
  TestSettings,
} from "../project/definitions.ts";
import {
  findDependencyCalls,
  parseDependencyText,
  renderDependencyCall,
} from "../template/dependency-text.ts";
import { testsOfConstraints } from "./constraint-tests.ts";
import type { DeclaredTest } from "./declare.ts";
import { foldersOf, fqnOf } from "./fqn.ts";
import { renderNodeId } from "./node-ids.ts";
import { isRelationNode } from "./node-kinds.ts";
import { targetsOf } from "./nodes.ts";
import type { Reader } from "./resolve-calls.ts";
import { resolveAll, type Scope } from "./scope.ts";
import { isEmpty, joinTags, mergeTestSettings, noMeta, noTags } from "./settings.ts";
import { nameGenericTest } from "./test-names.ts";
import { promiseOf } from "./test-promise.ts";
import type { Node, NodeId, RelationNode, TestNode } from "./types.ts";

/** Makes the node of a SQL test; undefined where it reads something disabled. */
export function buildSingularTest(
  { id, definition }: DeclaredTest,
  defaults: TestSettings,
  scope: Scope,
): TestNode | undefined {
  const { name, package: owner, file, template, span } = definition;
  const { links, macros, disabled } = scope.linksOf(template, definition);
  if (disabled) return undefined;
  const settings = mergeTestSettings(defaults, definition.settings);
  return {
    kind: "test",
    id,
    name,
    package: owner,
    file,
    fqn: fqnOf(owner, foldersOf(file), name),
    tags: settings.tags ?? noTags,
    meta: settings.meta ?? noMeta,
    description: definition.description,
    dependsOn: targetsOf(links),
    span,
    testType: "singular",
    test: undefined,
    column: undefined,
    arguments: noMeta,
    argumentNodes: undefined,
    settings,
    attachedTo: undefined,
    ofContract: undefined,
    template,
    macros,
  };
}

/**
 * Makes a node of each test declared on a node and its columns, in that order, and of the constraints of its contract; disabled ones are left
 * out.
 */
export function buildGenericTests(
  { tests, columnTests }: Tested,
  target: Node,
  project: Project,
  scope: Scope,
): readonly TestNode[] {
  const built: TestNode[] = [];
  const on: Target = { node: target, dependsOn: [target.id] };
  for (const test of tests) {
    const node = buildGenericTest(test, undefined, on, project, scope);
    if (node) built.push(node);
  }
  for (const column of columnTests) {
    for (const test of column.tests) {
      const node = buildGenericTest(test, column, on, project, scope);
      if (node) built.push(node);
    }
  }
  // The columns themselves are looked at only where one has constraints: until then they may be undecoded.
  const isConstrained = columnTests.some(({ constrained }) => constrained);
  if (isRelationNode(target) && (isConstrained || target.constraints !== undefined))
    built.push(...buildContractTests(target, on, built, project, scope));
  return built;
}

interface Tested {
  readonly tests: readonly TestDefinition[];
  readonly columnTests: readonly ColumnTests[];
}

/** Those of the constraints of a contract, unless a test that promises the same is declared. */
function buildContractTests(
  node: RelationNode,
  on: Target,
  declared: readonly TestNode[],
  project: Project,
  scope: Scope,
): readonly TestNode[] {
  const tests = testsOfConstraints(node, scope.report);
  if (tests.length === 0) return [];
  // A contract holds whatever the project says of tests in general.
  const { store_failures, limit, tags } = project.config.testDefaults;
  const testDefaults = {
    ...(limit !== undefined && { limit }),
    ...(store_failures !== undefined && { store_failures }),
    ...(tags && { tags }),
  };
  const strict = { ...project, config: { ...project.config, testDefaults } };
  const promised = new Set(declared.map(promiseOf));
  return tests.flatMap((test) => {
    const column = node.columns.find(({ name }) => name === test.column);
    const place = column && { column: column.name, tags: column.tags };
    const built = buildGenericTest(test, place, on, strict, scope, "contract_");
    const promise = built && promiseOf(built);
    if (built === undefined || promised.has(promise)) return [];
    promised.add(promise);
    return [{ ...built, ofContract: true }];
  });
}

/** What tests are declared on; those that read nothing else share one list of what they read. */
interface Target {
  readonly node: Node;
  readonly dependsOn: readonly NodeId[];
}

function buildGenericTest(
  test: TestDefinition,
  column: Pick<ColumnTests, "column" | "tags"> | undefined,
  { node: target, dependsOn: targetAlone }: Target,
  project: Project,
  scope: Scope,
  prefix = "",
): TestNode | undefined {
  const merged = mergeTestSettings(project.config.testDefaults, test.settings);
  if (merged.enabled === false) return undefined;
  const columnName = test.column ?? column?.column;
  const macroName = scope.findTestMacro(test.test);
  const macro = macroName === undefined ? undefined : project.macros[macroName];
  const template = macro?.kind === "handlebars" ? macro.template : undefined;
  const read = readArguments(test, macro !== undefined, scope);
  const name = test.name ?? nameGenericTest(`${prefix}${stemOf(test.test, target)}`, columnName, read.words);
  const reader: Reader = { name, package: target.package, kind: "test" };
  const inMacro = template && scope.reach(template);
  let dependsOn = targetAlone;
  if (read.calls.length > 0 || template) {
    const ofMacro = (template?.dependencies ?? []).map((call) => ({ call, macro: macroName ?? "" }));
    const inMacros = [...ofMacro, ...(inMacro?.calls ?? [])];
    const { links, disabled } = resolveAll(read.calls, inMacros, scope.calls, reader);
    if (disabled) return undefined;
    dependsOn = [target.id, ...targetsOf(links).filter((id) => id !== target.id)];
  }
  const { file } = test.span;
  return {
    kind: "test",
    id: renderNodeId("test", name, target.package, project.config.name),
    name,
    package: target.package,
    file,
    fqn: fqnOf(target.package, foldersOf(file), name),
    tags: joinTags(column?.tags ?? noTags, merged.tags ?? noTags),
    meta: merged.meta ?? noMeta,
    description: test.description,
    dependsOn,
    span: test.span,
    testType: "generic",
    test: test.test,
    column: columnName,
    arguments: test.arguments,
    argumentNodes: read.whole.length > 0 ? resolveWhole(read.whole, scope, reader) : undefined,
    settings: merged,
    attachedTo: target.id,
    ofContract: undefined,
    template,
    macros: macroName === undefined ? noTags : [macroName, ...(inMacro?.names ?? [])],
  };
}

/** The words before the column in a generated name. */
function stemOf(test: string, target: Node): string {
  const words = test.includes(".") ? test.replaceAll(".", "_") : test;
  if (target.kind === "source") return `source_${words}_${target.source}_${target.name}`;
  const version = target.kind === "model" && target.version !== undefined ? `_v${target.version}` : "";
  return `${words}_${target.name}${version}`;
}

interface ReadArguments {
  readonly calls: readonly DependencyCall[];
  /** Arguments that are one call as a whole. */
  readonly whole: readonly (readonly [string, DependencyCall])[];
  /** The arguments as they enter the test's name: calls written in one way. */
  readonly words: Readonly<Record<string, Json>>;
}

/** Arguments in which a plain text is the name of a node; in a macro's, and in the second row, only where there is such a node. */
const nodeArguments = new Set(["to", "than", "compare_model"]);
const maybeNodeArguments = new Set(["compare_to", "equals", "equal_to"]);

function readArguments(test: TestDefinition, isMacro: boolean, scope: Scope): ReadArguments {
  const parameters = test.arguments;
  const { span } = test;
  if (isEmpty(parameters)) return noArguments;
  const calls: DependencyCall[] = [];
  const whole: [string, DependencyCall][] = [];
  let words: Record<string, Json> = parameters as Record<string, Json>;
  for (const [key, value] of Object.entries(parameters)) {
    if (typeof value === "string") {
      const call = parseDependencyText(value, span) ?? plainCall(key, value, isMacro, span, scope);
      if (!call) {
        calls.push(...findDependencyCalls(value, span));
        continue;
      }
      calls.push(call);
      whole.push([key, call]);
      words = { ...words, [key]: renderDependencyCall(call) };
    } else if (value !== null && typeof value === "object") collectCalls(value, span, calls);
  }
  return { calls, whole, words };
}

const noArguments: ReadArguments = { calls: [], whole: [], words: noMeta };

/** The call that a plain name stands for: `customers`, `package.customers` or `source.table`. */
function plainCall(
  key: string,
  text: string,
  isMacro: boolean,
  span: Span,
  { index }: Scope,
): DependencyCall | undefined {
  const isNode = nodeArguments.has(key);
  if (!isNode && !maybeNodeArguments.has(key)) return undefined;
  const plain: DependencyCall = { call: "ref", arguments: [text], span };
  if (index.nodes.has(text)) return plain;
  const parts = text.split(".");
  if (parts.length === 2) {
    if (index.sources.has(text)) return { call: "source", arguments: parts, span };
    if (index.nodes.has(parts[1] ?? "")) return { call: "ref", arguments: parts, span };
  }
  return isNode && !isMacro ? plain : undefined;
}

function collectCalls(value: Json, span: Span, calls: DependencyCall[]): void {
  if (typeof value === "string") calls.push(...findDependencyCalls(value, span));
  else if (Array.isArray(value)) for (const item of value) collectCalls(item, span, calls);
  else if (value !== null && typeof value === "object") {
    for (const item of Object.values(value)) collectCalls(item, span, calls);
  }
}

function resolveWhole(whole: ReadArguments["whole"], scope: Scope, reader: Reader): Record<string, NodeId> {
  const resolved: Record<string, NodeId> = {};
  for (const [key, call] of whole) {
    const link = scope.calls.resolve(call, reader);
    if (link && link !== "disabled") resolved[key] = link.target;
  }
  return resolved;
}
