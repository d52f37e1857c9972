import type { Diagnostic, Outcome } from "../base/diagnostic.ts";
import { diagnose } from "../base/diagnostic.ts";
import { renderSpan, type Span } from "../base/span.ts";
import type { ColumnTests, Project, SelectorDefinition, UnitTestDefinition } from "../project/definitions.ts";
import { findDependencyCalls } from "../template/dependency-text.ts";
import { type Declared, type DeclaredRelation, declareNodes } from "./declare.ts";
import { type Features, openFeatures } from "./features/open-features.ts";
import { createGraph, recordOf } from "./node-list.ts";
import { buildExposure, buildRelation, buildSource } from "./nodes.ts";
import type { CallResolver, Link, Reader } from "./resolve-calls.ts";
import { checkRules } from "./rules/index.ts";
import type { LinkedNode } from "./rules/rule.ts";
import { openScope, type ResolveOptions, resolveAll, type Scope, type TemplateLinks } from "./scope.ts";
import { buildGenericTests, buildSingularTest } from "./tests.ts";
import type { Graph, Node, NodeId, TestNode, UnitTestNode } from "./types.ts";
import { buildUnitTest } from "./unit-tests.ts";

export type { ResolveOptions } from "./scope.ts";

/**
 * Turns names into nodes: merges settings, resolves every ref and source (those inside macros count for their callers), makes a
 * node of each test, and checks the rules of the graph. Disabled nodes are left out. All problems are reported at once; the graph
 * holds whatever could be resolved.
 */
export function resolveGraph(project: Project, options: ResolveOptions = {}): Outcome<Graph> {
  const problems: Diagnostic[] = [];
  const declared = declareNodes(project, problems);
  const scope = openScope(project, declared, options, problems);
  const features = openFeatures(project, declared, scope);

  const nodes: Node[] = [];
  const linked: LinkedNode[] = [];
  const columnTests = new Map<number, readonly ColumnTests[]>();
  const bySerial = new Array<Node | undefined>(project.definitions.length + 1);
  for (const one of declared) {
    if (!one.enabled) continue;
    const built = buildNode(one, project, scope, features);
    if (!built) continue;
    nodes.push(built.node);
    bySerial[one.serial] = built.node;
    if (built.columnTests) columnTests.set(one.serial, built.columnTests);
    if (one.kind !== "test") linked.push({ node: built.node, links: built.links, serial: one.serial });
  }
  const ids = new Set(nodes.map(({ id }) => id));
  addTests({ nodes, ids, bySerial, columnTests }, declared, project, scope, problems);

  const graph = createGraph(nodes, ids, {
    name: project.config.name,
    config: project.config,
    groups: collectGroups(project),
    selectors: project.definitions.filter((one): one is SelectorDefinition => one.kind === "selector"),
    entities: features?.entities ?? {},
  });
  const spanOf = createSettingFinder(declared);
  problems.push(
    ...checkRules({
      graph,
      nodes: linked,
      targetOf: ({ serial }) => bySerial[serial],
      now: options.now,
      spanOf,
    }),
  );
  return { value: graph, diagnostics: problems };
}

interface Resolved {
  /** In order of definition. */
  readonly nodes: Node[];
  readonly ids: Set<NodeId>;
  readonly bySerial: readonly (Node | undefined)[];
  /** Tests of columns of views and sets, which their features declare as well. */
  readonly columnTests: ReadonlyMap<number, readonly ColumnTests[]>;
}

/** Adds a node of each test declared on another, and of each unit test, after all others. Of two with one name the first stays. */
function addTests(
  { nodes, ids, bySerial, columnTests }: Resolved,
  declared: readonly Declared[],
  project: Project,
  scope: Scope,
  problems: Diagnostic[],
): void {
  const add = (test: TestNode | UnitTestNode): void => {
    if (!ids.has(test.id)) {
      ids.add(test.id);
      nodes.push(test);
      return;
    }
    const { name, span } = test;
    const other = nodes.find(({ id }) => id === test.id) ?? test;
    problems.push(diagnose("Q0302", { name, other: renderSpan(other.span) }, { span }));
  };
  for (const one of declared) {
    const target = bySerial[one.serial];
    if (!target || one.kind === "exposure" || one.kind === "test") continue;
    const { tests, columnTests: written } = one.definition;
    const tested = { tests, columnTests: columnTests.get(one.serial) ?? written };
    for (const test of buildGenericTests(tested, target, project, scope)) add(test);
  }
  const units = project.definitions.filter((one): one is UnitTestDefinition => one.kind === "unit-test");
  if (units.length === 0) return;
  const context = { project, scope, nodes: recordOf(nodes), problems };
  for (const unit of units) {
    const test = buildUnitTest(unit, context);
    if (test) add(test);
  }
}

interface Built {
  readonly node: Node;
  readonly links: readonly Link[];
  readonly columnTests?: readonly ColumnTests[];
}

function buildNode(
  declared: Declared,
  project: Project,
  scope: Scope,
  features: Features | undefined,
): Built | undefined {
  switch (declared.kind) {
    case "source":
      return { node: buildSource(declared), links: [] };
    case "exposure": {
      const { definition } = declared;
      const { links } = resolveAll(definition.dependsOn, [], scope.calls, definition);
      return { node: buildExposure(declared, links), links };
    }
    case "test": {
      const node = buildSingularTest(declared, project.config.testDefaults, scope);
      return node && { node, links: [] };
    }
    case "feature_view":
    case "training_set":
      return features?.build(declared);
    case "model":
    case "seed":
    case "snapshot": {
      const { definition } = declared;
      const read = definition.kind === "model" ? scope.linksOf(definition.template, definition) : noLinks;
      const links = withHooks(declared, read.links, scope.calls, definition);
      return { node: buildRelation(declared, { macros: read.macros, links }, project), links };
    }
  }
}

/** Adds what the hooks of a node read: it has to exist before they run. A hook that names the node itself adds nothing. */
function withHooks(
  { id, merged, definition }: DeclaredRelation,
  links: readonly Link[],
  calls: CallResolver,
  reader: Reader,
): readonly Link[] {
  const { pre_hook: before = [], post_hook: after = [] } = merged.settings;
  if (before.length === 0 && after.length === 0) return links;
  const layer = definition.layers.findLast(({ spans }) => spans.pre_hook ?? spans.post_hook);
  const span = layer?.spans.pre_hook ?? layer?.spans.post_hook ?? definition.span;
  const found = [...before, ...after].flatMap((text) => findDependencyCalls(text, span));
  const more = resolveAll(found, [], calls, reader).links;
  return [
    ...links,
    ...more.filter(({ target }) => target !== id && !links.some((link) => link.target === target)),
  ];
}

const noLinks: TemplateLinks = { links: [], macros: [], disabled: false };

/** Finds where a setting is written, in the nearest layer that says it. Asked only where something is wrong. */
function createSettingFinder(declared: readonly Declared[]): (node: Node, setting: string) => Span {
  let definitions: ReadonlyMap<NodeId, Declared["definition"]> | undefined;
  return (node, setting) => {
    definitions ??= new Map(declared.map((one) => [one.id, one.definition]));
    const definition = definitions.get(node.id);
    if (!definition || !("layers" in definition)) return node.span;
    return definition.layers.findLast(({ spans }) => spans[setting])?.spans[setting] ?? node.span;
  };
}

function collectGroups(project: Project): Graph["groups"] {
  const groups: Record<string, Graph["groups"][string]> = {};
  for (const one of project.definitions) if (one.kind === "group") groups[one.name] = { owner: one.owner };
  return groups;
}
