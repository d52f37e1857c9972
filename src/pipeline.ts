/*
 * The verbs, in order. Each takes the value of the one before and gives plain, readonly data:
 *
 *   disk --loadGraph--> Loaded --selectFrom--> ids --compileSelected--> Compiled --planSelected--> Plan --runSelected--> Results --writeArtifacts--> target/
 *          readProject             selectNodes             compileGraph             planRun                 runPlan
 *          resolveGraph                                    |
 *                                                    checkSelected: bindGraph --> types, lineage, mistakes; runSelected asks it first
 *
 * The engine is loaded where a warehouse is first opened, so that `quern ls` never waits for it. What the verbs need of each other is in pipeline/.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { writeSources } from "./artifacts/sources.ts";
import { DiagnosticError, diagnose, hasErrors, type Outcome } from "./base/diagnostic.ts";
import { findSuggestion } from "./base/suggest.ts";
import { compileGraph } from "./compile/compile-graph.ts";
import { compileInline } from "./compile/compile-inline.ts";
import { openTilings } from "./compile/features/tiling.ts";
import { relationOf } from "./compile/relation-of.ts";
import { sourceFrom } from "./compile/source-from.ts";
import type { Compiled } from "./compile/types.ts";
import { isTest } from "./graph/node-kinds.ts";
import { resolveGraph } from "./graph/resolve-graph.ts";
import { selectNodes } from "./graph/selection/select-nodes.ts";
import type { StateContext } from "./graph/selection/state.ts";
import type { SelectionRequest } from "./graph/selection/types.ts";
import type { NodeId, RelationNode, SourceNode } from "./graph/types.ts";
import { bindWithStatements } from "./pipeline/bind-selected.ts";
import { checkRules } from "./pipeline/check-rules.ts";
import { checkUnitTests } from "./pipeline/check-unit-tests.ts";
import type { Checked } from "./pipeline/checked.ts";
import { compileOptions, dependencyRenderer, findDialect, type Shape } from "./pipeline/compile-options.ts";
import { findDocs } from "./pipeline/find-docs.ts";
import { findMistakes, noMistakes } from "./pipeline/find-mistakes.ts";
import { findPersonal } from "./pipeline/find-personal.ts";
import { hasTypes, keepTypes } from "./pipeline/keep-types.ts";
import type { Loaded, ProjectRequest } from "./pipeline/loaded.ts";
import { type OpenRequest, openLater } from "./pipeline/open-later.ts";
import { keepState, type PlanRequest, planSelected } from "./pipeline/plan-selected.ts";
import { readAfterRun } from "./pipeline/read-after-run.ts";
import { relationsOf } from "./pipeline/relations.ts";
import { locator, renderRunHooks, rowsCaller, stepCompiler } from "./pipeline/run-context.ts";
import { openUnitTester } from "./pipeline/unit-tester.ts";
import { artifactContext, writeArtifacts } from "./pipeline/write-artifacts.ts";
import { keepLineage } from "./pipeline/write-lineage.ts";
import type { Project, TargetConfig } from "./project/definitions.ts";
import { environmentOf } from "./project/environment.ts";
import { readProject } from "./project/read-project.ts";
import type { FreshnessResult } from "./run/check-freshness.ts";
import { checkFreshness } from "./run/check-freshness.ts";
import type { Orphan } from "./run/find-orphans.ts";
import { dropOrphans, findOrphans } from "./run/find-orphans.ts";
import { needsWarehouse } from "./run/plan-run.ts";
import { runPlan } from "./run/run-plan.ts";
import { readState } from "./run/state/read-state.ts";
import { refreshState } from "./run/state/refresh-state.ts";
import type { Plan, Results, RunListener } from "./run/types.ts";
import type { Relation } from "./sql/relation.ts";

export type { Checked } from "./pipeline/checked.ts";
export type { Shape } from "./pipeline/compile-options.ts";
export type { Loaded, ProjectRequest } from "./pipeline/loaded.ts";

/** Reads a project and resolves its names. The value is undefined where the files have errors: then the graph would only repeat them. */
export async function loadGraph(request: ProjectRequest): Promise<Outcome<Loaded | undefined>> {
  const { root, now = new Date() } = request;
  const environment = environmentOf(root, request.environment);
  const read = await readProject({
    root,
    environment,
    ...(request.cache === false && { cache: false }),
    ...(request.vars && { vars: request.vars }),
    ...(request.target !== undefined && { target: request.target }),
  });
  const project = read.value;
  if (project === undefined || hasErrors(read.diagnostics))
    return { value: undefined, diagnostics: read.diagnostics };
  const target = findTarget(project, request.target);
  const vars = { ...project.config.vars, ...request.vars };
  const partial = {
    root,
    project,
    target,
    vars,
    givenVars: request.vars ?? {},
    environment,
    now,
    cache: request.cache ?? true,
  };
  const renderDependencies = await dependencyRenderer(partial);
  const resolved = resolveGraph(project, { now, ...(renderDependencies && { renderDependencies }) });
  return {
    value: { ...partial, graph: resolved.value },
    diagnostics: [...read.diagnostics, ...resolved.diagnostics],
  };
}

/** Finds the nodes that a request chooses. `state` names the artifacts that `state:` and the like compare with. */
export function selectFrom(
  loaded: Loaded,
  request: SelectionRequest,
  state?: StateContext,
): Outcome<ReadonlySet<NodeId>> {
  return selectNodes(loaded.graph, { ...request, ...(state && { state }) });
}

/** Compiles nodes and tests to the statements they may need. */
export async function compileSelected(
  loaded: Loaded,
  ids: Iterable<NodeId>,
  shape: Shape = {},
): Promise<Outcome<Compiled>> {
  return compileGraph(loaded.graph, ids, await compileOptions(loaded, shape));
}

/** Compiles a query of the user's own, with refs. */
export async function compileQuery(loaded: Loaded, text: string): Promise<Outcome<string>> {
  return compileInline(text, loaded.graph, await compileOptions(loaded, {}));
}

/** The relation a node becomes, and how it is written in SQL. */
export async function findRelation(
  loaded: Loaded,
  node: RelationNode,
): Promise<{ readonly relation: Relation; readonly text: string }> {
  const options = await compileOptions(loaded, {});
  const relation = relationOf(node, options);
  return { relation, text: options.dialect.renderRelation(relation) };
}

/** What reads a source's rows, as it stands after FROM. */
export async function sourceText(loaded: Loaded, source: SourceNode): Promise<string> {
  return sourceFrom(source, await compileOptions(loaded, {}));
}

/**
 * Finds what is wrong with the selected nodes and tests, and with what they read, before anything runs; and what rules say of them.
 *
 * @param isWhole the selection is the whole project: its lineage is written to lineage.json and its types to target/types
 */
export async function checkSelected(
  loaded: Loaded,
  ids: ReadonlySet<NodeId>,
  isWhole = false,
): Promise<Outcome<Checked>> {
  const { value: statements, diagnostics } = await bindWithStatements(loaded, ids);
  const { bound } = statements;
  if (isWhole) {
    keepLineage(loaded, bound);
    // Types of what is broken would be missing, and whatever names it would be wrong too: better those of the last sound state.
    if (!hasErrors(diagnostics) || !hasTypes(loaded.root)) keepTypes(loaded, bound);
  }
  const isTestId = (id: NodeId) => isTest(loaded.graph.nodes[id]);
  const ofUnitTests = await checkUnitTests(loaded, ids, bound);
  const rules = await checkRules(loaded, ids, statements);
  const { unchecked } = bound;
  const groups = new Set(unchecked.map(({ id, because: [first = id] }) => first));
  return {
    value: {
      nodes: Object.keys(bound.nodes).length,
      isLasting: bound.isLasting,
      tests: [...ids].filter(isTestId).length,
      unchecked: [...groups].map((because) => {
        const all = unchecked.flatMap((each) => (each.because[0] === because ? [each.id] : []));
        return { because, nodes: all.filter((id) => !isTestId(id)), tests: all.filter(isTestId) };
      }),
      findings: rules.findings,
      silenced: rules.silenced,
    },
    diagnostics: [...diagnostics, ...ofUnitTests, ...rules.diagnostics],
  };
}

export interface RunRequest extends PlanRequest {
  /** False runs without looking for mistakes first. */
  readonly check?: boolean;
  /** Nodes built at once; the target's, or 4, where absent. */
  readonly threads?: number;
  readonly failFast?: boolean;
  readonly storeFailures?: boolean;
  /** Seconds to wait for another build on the same file. */
  readonly lockTimeout?: number;
  readonly listener?: RunListener;
  readonly signal?: AbortSignal;
}

export interface RunOutcome {
  readonly compiled: Compiled;
  readonly plan: Plan;
  /** Absent for a dry run. */
  readonly results?: Results;
}

/**
 * Compiles, plans and runs the selected nodes, and writes the artifacts. The value is undefined where something could not be compiled: then
 * nothing has run. The warehouse is opened only where there is work, or where what it holds is not known from the last build.
 */
export async function runSelected(
  loaded: Loaded,
  request: RunRequest,
): Promise<Outcome<RunOutcome | undefined>> {
  const found = await compileSelected(loaded, request.selected, request.flags);
  if (hasErrors(found.diagnostics)) return { value: undefined, diagnostics: found.diagnostics };
  const compiled = found.value;
  const connection = openLater(loaded, request);
  let mistakes = noMistakes;
  const tester = openUnitTester(loaded, compiled, {
    connection,
    checked: () => mistakes.bound,
    signal: request.signal,
  });
  try {
    const planned = await planSelected(loaded, compiled, request, connection);
    const hooks = await renderRunHooks(loaded);
    const { plan, state } = planned.value;
    const isOpened = needsWarehouse(plan, compiled);
    if (request.check !== false && isOpened) mistakes = await findMistakes(loaded, plan, connection);
    if (hasErrors(mistakes.diagnostics)) return { value: undefined, diagnostics: mistakes.diagnostics };
    const diagnostics = [...found.diagnostics, ...planned.diagnostics, ...hooks.diagnostics];
    if (hasErrors(diagnostics)) return { value: undefined, diagnostics };
    if (request.dryRun) return { value: { compiled, plan }, diagnostics };
    const rows = await rowsCaller(loaded, plan);
    const isPersonal = await findPersonal({ plan, bound: mistakes.bound }, loaded, connection);
    const results = await runPlan(plan, {
      graph: loaded.graph,
      compiled,
      state,
      ...(isOpened && { warehouse: await connection.warehouse() }),
      runUnitTest: tester.run,
      target: loaded.target.name,
      compiler: stepCompiler,
      ...(rows && { rows }),
      tilingOf: openTilings(loaded.graph, await compileOptions(loaded, request.flags)),
      ...(isPersonal && { isPersonal }),
      threads: request.threads ?? loaded.target.threads ?? 4,
      failFast: request.failFast ?? false,
      ...(request.storeFailures !== undefined && { storeFailures: request.storeFailures }),
      hooks: hooks.value,
      scratchFolder: join(loaded.root, "target", "scratch"),
      now: loaded.now,
      ...(request.batchRange && { batchRange: request.batchRange }),
      ...(request.listener && { listener: request.listener }),
      ...(request.signal && { signal: request.signal }),
      locate: await locator(loaded, request.flags),
      columnDocs: await findDocs({ plan, bound: mistakes.bound }, loaded, connection),
    });
    const [left] = await Promise.all([
      isOpened ? readAfterRun(loaded, connection) : undefined,
      mistakes.keep(),
    ]);
    const after = left?.state ?? refreshState(state, plan);
    await tester.close();
    // The engine closes its file on a thread of its own, and takes about as long.
    await Promise.all([
      connection.close(),
      writeArtifacts(loaded, request, { compiled, results, catalog: left?.catalog }),
    ]);
    if (planned.value.known && (left || after !== state || !planned.value.mirrored))
      await keepState(loaded, after, planned.value.sources);
    return { value: { compiled, plan, results }, diagnostics };
  } finally {
    await tester.close();
    await connection.close();
    await mistakes.keep();
  }
}

/** How old the data of the sources among `ids` is, against their limits; written to sources.json as well. */
export async function readFreshness(
  loaded: Loaded,
  ids: ReadonlySet<NodeId>,
  request: OpenRequest,
): Promise<readonly FreshnessResult[]> {
  const options = await compileOptions(loaded, {});
  const connection = openLater(loaded, { ...request, readOnly: true });
  try {
    const results = await checkFreshness(loaded.graph, ids, {
      root: loaded.root,
      session: connection.session,
      now: loaded.now,
      sourceFrom: (source) => sourceFrom(source, options),
    });
    writeSources(results, artifactContext(loaded, randomUUID()));
    return results;
  } finally {
    await connection.close();
  }
}

/** Finds, and where `drop` says so drops, the relations that builds made and no node makes any more. */
export async function collectOrphans(
  loaded: Loaded,
  request: OpenRequest & { readonly drop: boolean },
): Promise<readonly Orphan[]> {
  const relations = relationsOf(loaded);
  const current = new Map(
    Object.values(loaded.graph.nodes).map((node) => [node.id, relations[node.id] ?? null] as const),
  );
  const connection = openLater(loaded, { ...request, readOnly: !request.drop });
  try {
    const session = await connection.session();
    const orphans = findOrphans(await readState(session), current);
    if (request.drop) await dropOrphans(orphans, session, await findDialect(loaded.target));
    return orphans;
  } finally {
    await connection.close();
  }
}

function findTarget({ config }: Project, name: string = config.target): TargetConfig {
  const target = config.targets[name];
  if (target !== undefined) return target;
  const known = Object.keys(config.targets);
  const suggestion = findSuggestion(name, known);
  throw new DiagnosticError([
    diagnose("Q0703", { name, known, ...(suggestion !== undefined && { suggestion }) }),
  ]);
}
