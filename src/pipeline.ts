/*
 * The verbs, in order. Each takes the value of the one before and gives plain, readonly data:
 *
 *   disk --loadGraph--> Loaded --selectFrom--> ids --compileSelected--> Compiled --planSelected--> Plan --runSelected--> Results --writeArtifacts--> target/
 *          readProject             selectNodes             compileGraph             planRun                 runPlan
 *          resolveGraph
 *
 * Stages are imported where they are called, so that `quern ls` never waits for the engine.
 */
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { Session, Warehouse } from "./adapters/adapter.ts";
import type { Catalog, CatalogEntry } from "./artifacts/catalog.ts";
import type { ArtifactContext } from "./artifacts/metadata.ts";
import { type Diagnostic, DiagnosticError, diagnose, hasErrors, type Outcome } from "./base/diagnostic.ts";
import { hashOf } from "./base/hash.ts";
import { findSuggestion } from "./base/suggest.ts";
import type { CompileOptions } from "./compile/options.ts";
import type { Batch, Column, Compiled } from "./compile/types.ts";
import type { ResolveOptions } from "./graph/resolve-graph.ts";
import type { StateContext } from "./graph/selection/state.ts";
import type { SelectionRequest } from "./graph/selection/types.ts";
import type { Graph, NodeId, RelationNode, SourceNode } from "./graph/types.ts";
import type { Json, Project, TargetConfig } from "./project/definitions.ts";
import type { FreshnessResult } from "./run/check-freshness.ts";
import type { Orphan } from "./run/find-orphans.ts";
import type { PlanFlags } from "./run/plan-run.ts";
import type { RunContext, StepCompiler } from "./run/run-plan.ts";
import type { Plan, Results, RunListener, WarehouseState } from "./run/types.ts";
import type { Dialect } from "./sql/dialect.ts";
import type { Relation } from "./sql/relation.ts";

export interface ProjectRequest {
  /** Absolute path of the folder of project.yml. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Name of a target; the project's default where absent. */
  readonly target?: string;
  /** On top of the project's. */
  readonly vars?: Readonly<Record<string, Json>>;
  /** Whether what was parsed before may be used for unchanged files. Default true. */
  readonly cache?: boolean;
  readonly now?: Date;
}

/** A project that has been read and resolved, with what the later verbs need to know of it. */
export interface Loaded {
  readonly root: string;
  readonly project: Project;
  readonly graph: Graph;
  readonly target: TargetConfig;
  /** The project's, with the given ones on top. */
  readonly vars: Readonly<Record<string, Json>>;
  readonly givenVars: Readonly<Record<string, Json>>;
  /** The process's environment over the project's `.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
}

/** Reads a project and resolves its names. The value is undefined where the files have errors: then the graph would only repeat them. */
export async function loadGraph(request: ProjectRequest): Promise<Outcome<Loaded | undefined>> {
  const { readProject } = await import("./project/read-project.ts");
  const { environmentOf } = await import("./project/environment.ts");
  const { resolveGraph } = await import("./graph/resolve-graph.ts");
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
  const partial = { root, project, target, vars, givenVars: request.vars ?? {}, environment, now };
  const renderDependencies = await dependencyRenderer(partial);
  const resolved = resolveGraph(project, { now, ...(renderDependencies && { renderDependencies }) });
  return {
    value: { ...partial, graph: resolved.value },
    diagnostics: [...read.diagnostics, ...resolved.diagnostics],
  };
}

/** Finds the nodes that a request chooses. `state` names the artifacts that `state:` and the like compare with. */
export async function selectFrom(
  loaded: Loaded,
  request: SelectionRequest,
  state?: StateContext,
): Promise<Outcome<ReadonlySet<NodeId>>> {
  const { selectNodes } = await import("./graph/selection/select-nodes.ts");
  return selectNodes(loaded.graph, { ...request, ...(state && { state }) });
}

/** Which rows of the data a build reads; all of them where nothing is said. */
export interface Shape {
  /** Only the last stretch of event time. */
  readonly sample?: { readonly seconds: number };
  /** No rows at all. */
  readonly empty?: boolean;
}

/** Compiles nodes and tests to the statements they may need. */
export async function compileSelected(
  loaded: Loaded,
  ids: Iterable<NodeId>,
  shape: Shape = {},
): Promise<Outcome<Compiled>> {
  const { compileGraph } = await import("./compile/compile-graph.ts");
  return compileGraph(loaded.graph, ids, await compileOptions(loaded, shape));
}

/** Compiles a query of the user's own, with refs. */
export async function compileQuery(loaded: Loaded, text: string): Promise<Outcome<string>> {
  const { compileInline } = await import("./compile/compile-inline.ts");
  return compileInline(text, loaded.graph, await compileOptions(loaded, {}));
}

/** The relation a node becomes, and how it is written in SQL. */
export async function findRelation(
  loaded: Loaded,
  node: RelationNode,
): Promise<{ readonly relation: Relation; readonly text: string }> {
  const { relationOf } = await import("./compile/relation-of.ts");
  const options = await compileOptions(loaded, {});
  const relation = relationOf(node, options);
  return { relation, text: options.dialect.renderRelation(relation) };
}

/** What reads a source's rows, as it stands after FROM. */
export async function sourceText(loaded: Loaded, source: SourceNode): Promise<string> {
  const { sourceFrom } = await import("./compile/source-from.ts");
  return sourceFrom(source, await compileOptions(loaded, {}));
}

export interface RunRequest {
  readonly command: Plan["command"];
  readonly selected: ReadonlySet<NodeId>;
  readonly flags: PlanFlags;
  /** Nodes built at once; the target's, or 4, where absent. */
  readonly threads?: number;
  readonly failFast?: boolean;
  readonly storeFailures?: boolean;
  /** Seconds to wait for another build on the same file. */
  readonly lockTimeout?: number;
  /** microbatch: the range of event time to fill again. */
  readonly batchRange?: Partial<Batch>;
  /** Plans, and runs nothing. */
  readonly dryRun?: boolean;
  readonly listener?: RunListener;
  readonly signal?: AbortSignal;
  readonly runId: string;
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
  const { hasWork } = await import("./run/plan-run.ts");
  const found = await compileSelected(loaded, request.selected, request.flags);
  if (hasErrors(found.diagnostics)) return { value: undefined, diagnostics: found.diagnostics };
  const compiled = found.value;
  const connection = openLater(loaded, request);
  try {
    const planned = await planSelected(loaded, compiled, request, connection);
    const hooks = await renderRunHooks(loaded);
    const diagnostics = [...found.diagnostics, ...planned.diagnostics, ...hooks.diagnostics];
    if (hasErrors(diagnostics)) return { value: undefined, diagnostics };
    const { plan, state } = planned.value;
    if (request.dryRun) return { value: { compiled, plan }, diagnostics };
    const { runPlan } = await import("./run/run-plan.ts");
    const { readState } = await import("./run/state/read-state.ts");
    const { refreshState } = await import("./run/state/refresh-state.ts");
    const results = await runPlan(plan, {
      graph: loaded.graph,
      compiled,
      state,
      ...(hasWork(plan) && { warehouse: await connection.warehouse() }),
      target: loaded.target.name,
      compiler: await stepCompiler(),
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
    });
    const session = hasWork(plan) ? await connection.session() : undefined;
    await writeArtifacts(loaded, request, { compiled, results }, session);
    const after = session ? await readState(session) : refreshState(state, plan);
    await connection.close();
    if (session || after !== state || !planned.value.mirrored)
      await keepState(loaded, after, planned.value.sources);
    return { value: { compiled, plan, results }, diagnostics };
  } finally {
    await connection.close();
  }
}

/** How old the data of the sources among `ids` is, against their limits; written to sources.json as well. */
export async function readFreshness(
  loaded: Loaded,
  ids: ReadonlySet<NodeId>,
  request: OpenRequest,
): Promise<readonly FreshnessResult[]> {
  const { checkFreshness } = await import("./run/check-freshness.ts");
  const { sourceFrom } = await import("./compile/source-from.ts");
  const { writeSources } = await import("./artifacts/sources.ts");
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
  const { dropOrphans, findOrphans } = await import("./run/find-orphans.ts");
  const { readState } = await import("./run/state/read-state.ts");
  const relations = await relationsOf(loaded);
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

interface Planned {
  readonly plan: Plan;
  readonly state: WarehouseState;
  readonly sources: Readonly<Record<NodeId, string>>;
  /** The state came from the mirror, which therefore holds. */
  readonly mirrored: boolean;
}

/** Says what runs and why. What the last build left in `target/` answers where it still holds; otherwise the warehouse is asked. */
async function planSelected(
  loaded: Loaded,
  compiled: Compiled,
  request: RunRequest,
  connection: Connection,
): Promise<Outcome<Planned>> {
  const { hasWork, planRun } = await import("./run/plan-run.ts");
  const { readSourceVersions } = await import("./run/source-versions.ts");
  const { emptyState, readState } = await import("./run/state/read-state.ts");
  const { readStateMirror } = await import("./run/state/mirror.ts");
  const plan = async (state: WarehouseState, tableVersions: Readonly<Record<NodeId, string>> | undefined) => {
    const sources = await readSourceVersions(loaded.graph, request.selected, {
      root: loaded.root,
      session: connection.session,
      cacheFile: join(loaded.root, "target", "cache", "source-versions.json"),
      ...(tableVersions && { known: tableVersions }),
    });
    const outcome = await planRun({
      graph: loaded.graph,
      compiled,
      selected: request.selected,
      command: request.command,
      state,
      session: connection.session,
      sourceVersions: sources,
      flags: { ...request.flags, restate: request.batchRange !== undefined },
      runId: request.runId,
      fileExists: (location) => existsSync(join(loaded.root, location)),
    });
    const mirrored = tableVersions !== undefined;
    return { value: { plan: outcome.value, state, sources, mirrored }, diagnostics: outcome.diagnostics };
  };
  const database = databaseFile(loaded);
  if (database !== undefined && !connection.isOpen()) {
    const mirror = readStateMirror(mirrorFile(loaded), database);
    if (mirror !== undefined) {
      const outcome = await plan(mirror.state, mirror.tableVersions);
      if (!hasWork(outcome.value.plan) || request.dryRun) return outcome;
    }
  }
  const isNew = database !== undefined && !existsSync(database);
  return plan(isNew && request.dryRun ? emptyState : await readState(await connection.session()), undefined);
}

/** Writes manifest, results and, where the warehouse was open, the catalog, after a run. */
async function writeArtifacts(
  loaded: Loaded,
  request: RunRequest,
  { compiled, results }: { readonly compiled: Compiled; readonly results: Results },
  session: Session | undefined,
): Promise<void> {
  const { writeManifest } = await import("./artifacts/manifest.ts");
  const { writeRunResults } = await import("./artifacts/run-results.ts");
  const { writeCatalog } = await import("./artifacts/catalog.ts");
  const { stateOf } = await import("./graph/selection/state.ts");
  const context = artifactContext(loaded, request.runId);
  const relations = await relationsOf(loaded);
  writeManifest(
    { graph: loaded.graph, compiled, relations, states: () => stateOf(loaded.graph, hashesOf(loaded)) },
    context,
  );
  const { flags } = request;
  writeRunResults(
    results,
    {
      vars: loaded.givenVars,
      fullRefresh: flags.fullRefresh ?? false,
      empty: flags.empty ?? false,
      ...(flags.sample && { sample: flags.sample.seconds }),
    },
    context,
  );
  if (session) writeCatalog(await readCatalog(relations, session), context);
}

/** What a command writes its artifacts with. */
export function artifactContext({ root, graph, target, now }: Loaded, invocationId: string): ArtifactContext {
  return { folder: join(root, "target"), invocationId, project: graph.name, target: target.name, now };
}

async function relationsOf(loaded: Loaded): Promise<Readonly<Record<NodeId, Relation>>> {
  const { relationOf } = await import("./compile/relation-of.ts");
  const options = {
    target: { name: loaded.target.name, type: loaded.target.type, schema: loaded.target.schema },
  };
  const relations: Record<NodeId, Relation> = {};
  for (const node of Object.values(loaded.graph.nodes)) {
    if (!("settings" in node) || node.kind === "test" || node.settings.materialized === "ephemeral") continue;
    relations[node.id] = relationOf(node, options);
  }
  return relations;
}

/** Hashes of macros by name and of seeds' files by node, as `state:` compares them. */
export function hashesOf({ root, project, graph }: Loaded): Readonly<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const macro of Object.values(project.macros)) hashes[macro.name] = macro.hash;
  for (const node of Object.values(graph.nodes))
    if (node.kind === "seed") hashes[node.id] = hashOf(readFileSync(join(root, node.file), "latin1"));
  return hashes;
}

/** Columns and sizes of the project's relations, in two questions. */
async function readCatalog(
  relations: Readonly<Record<NodeId, Relation>>,
  session: Session,
): Promise<Catalog["nodes"]> {
  const { relationKey } = await import("./sql/relation.ts");
  const keyOf = ({ schema, name }: Relation) => relationKey({ schema, name });
  const infos = new Map((await session.relations()).map((info) => [keyOf(info.relation), info]));
  const columns = new Map<string, Column[]>();
  for (const row of await session.rows(
    "select table_schema, table_name, column_name, data_type from information_schema.columns where table_catalog = current_database() order by table_schema, table_name, ordinal_position",
  )) {
    const key = keyOf({ schema: String(row.table_schema), name: String(row.table_name) });
    const list = columns.get(key) ?? [];
    list.push({ name: String(row.column_name), type: String(row.data_type) });
    columns.set(key, list);
  }
  const nodes: Record<NodeId, CatalogEntry> = {};
  for (const [id, relation] of Object.entries(relations)) {
    const info = infos.get(keyOf(relation));
    if (info === undefined) continue;
    nodes[id as NodeId] = {
      relation,
      kind: info.kind,
      columns: columns.get(keyOf(relation)) ?? [],
      ...(info.rows !== undefined && { rows: info.rows }),
    };
  }
  return nodes;
}

/** Keeps what the next build needs to know without opening the database. Called once it is closed. */
async function keepState(
  loaded: Loaded,
  state: WarehouseState,
  sources: Readonly<Record<NodeId, string>>,
): Promise<void> {
  const database = databaseFile(loaded);
  if (database === undefined) return;
  const { writeStateMirror } = await import("./run/state/mirror.ts");
  const { tableVersionsOf } = await import("./run/source-versions.ts");
  await writeStateMirror(mirrorFile(loaded), database, {
    state,
    tableVersions: tableVersionsOf(loaded.graph, sources),
  });
}

/** A warehouse that is opened when it is first needed. */
interface Connection {
  readonly warehouse: () => Promise<Warehouse>;
  /** One session for planning and looking around. */
  readonly session: () => Promise<Session>;
  readonly isOpen: () => boolean;
  readonly close: () => Promise<void>;
}

export interface OpenRequest {
  readonly lockTimeout?: number;
  readonly listener?: RunListener;
  readonly readOnly?: boolean;
  /** A dry run makes no database: where there is none yet, an empty one in memory stands in. */
  readonly dryRun?: boolean;
}

/** Prepares to open the target's warehouse. Close it in a `finally`. */
export function openLater(loaded: Loaded, request: OpenRequest): Connection {
  let warehouse: Promise<Warehouse> | undefined;
  let session: Promise<Session> | undefined;
  const open = () => {
    warehouse ??= openWarehouse(loaded, request);
    return warehouse;
  };
  return {
    warehouse: open,
    session: () => {
      session ??= open().then((opened) => opened.connect());
      return session;
    },
    isOpen: () => warehouse !== undefined,
    close: async () => {
      // A warehouse that could not be opened has told its caller; there is nothing to close.
      const opened = await warehouse?.catch(() => undefined);
      await opened?.close();
    },
  };
}

async function openWarehouse({ root, target }: Loaded, request: OpenRequest): Promise<Warehouse> {
  const { findAdapter } = await import("./adapters/registry.ts");
  const adapter = await findAdapter(target.type, target);
  if (target.type !== "duckdb") return adapter.open({ location: target.url, baseFolder: root });
  const file = databaseFile({ root, target });
  const standIn = file === undefined || ((request.dryRun || request.readOnly) && !existsSync(file));
  if (!standIn) mkdirSync(join(file, ".."), { recursive: true });
  return adapter.open({
    location: standIn ? ":memory:" : file,
    ...(request.readOnly && !standIn && { readOnly: true }),
    lockTimeout: request.lockTimeout ?? 300,
    onWait: (holder) => request.listener?.({ kind: "waiting", holder }),
    settings: target.settings,
    extensions: target.extensions,
    baseFolder: root,
  });
}

/** Absolute path of the target's database file; undefined where it is in memory or behind a URL. */
export function databaseFile({ root, target }: Pick<Loaded, "root" | "target">): string | undefined {
  if (target.type !== "duckdb" || target.path === ":memory:") return undefined;
  return isAbsolute(target.path) ? target.path : join(root, target.path);
}

const mirrorFile = ({ root, target }: Loaded) => join(root, "target", "cache", `state-${target.name}.json`);

async function compileOptions(loaded: Omit<Loaded, "graph">, shape: Shape): Promise<CompileOptions> {
  const { createTextReader } = await import("./project/text-reader.ts");
  const { root, project, target, vars, environment, now } = loaded;
  return {
    dialect: await findDialect(target),
    target: { name: target.name, type: target.type, schema: target.schema },
    vars,
    environment,
    macros: project.macros,
    readText: createTextReader(root),
    callMacro: await macroCaller(root, project),
    now,
    ...(shape.sample && { sample: shape.sample }),
    ...(shape.empty && { empty: true }),
  };
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

/** The statements that run before the first node and after the last. */
async function renderRunHooks(
  loaded: Loaded,
): Promise<Outcome<{ readonly onRunStart: readonly string[]; readonly onRunEnd: readonly string[] }>> {
  const { onRunStart, onRunEnd } = loaded.project.config.hooks;
  const diagnostics: Diagnostic[] = [];
  const render = async (text: string) => {
    const outcome = await compileQuery(loaded, text);
    diagnostics.push(...outcome.diagnostics.map((d) => ({ ...d, span: loaded.project.config.span })));
    return outcome.value;
  };
  const value = {
    onRunStart: await Promise.all(onRunStart.map(render)),
    onRunEnd: await Promise.all(onRunEnd.map(render)),
  };
  return { value, diagnostics };
}

async function stepCompiler(): Promise<StepCompiler> {
  const { materialize, needsColumns } = await import("./compile/materializations/index.ts");
  const { findRefusal } = await import("./compile/materializations/refusal.ts");
  const { mergeScans } = await import("./compile/merge-scans.ts");
  const { batchesToFill } = await import("./compile/microbatch.ts");
  return {
    materialize,
    needsColumns,
    mergeScans,
    findRefusal,
    batchesToFill: (settings, ledger, now, { range, fullRefresh }) =>
      batchesToFill(settings, fullRefresh ? [] : ledger, now, range ? { range } : {}),
  };
}

/** Finds the line of the user's file that a place of a statement came from. Renders again, so it is asked only about what failed. */
async function locator(loaded: Loaded, shape: Shape): Promise<NonNullable<RunContext["locate"]>> {
  const { locate } = await import("./compile/locate.ts");
  const options = await compileOptions(loaded, shape);
  return (id, { sql, position, word }) => {
    const offset = position ?? (word === undefined ? -1 : sql.indexOf(word));
    const span = offset < 0 ? undefined : locate(loaded.graph, id, { sql, offset }, options);
    return span && word !== undefined && sql.startsWith(word, offset)
      ? { ...span, length: word.length }
      : span;
  };
}

/** What renders templates with computed refs; undefined where there are none, which saves loading the compiler. */
async function dependencyRenderer(
  loaded: Omit<Loaded, "graph">,
): Promise<ResolveOptions["renderDependencies"]> {
  const { definitions, macros } = loaded.project;
  const templates = [
    ...definitions.map((definition) => ("template" in definition ? definition.template : undefined)),
    ...Object.values(macros).map((macro) => (macro.kind === "handlebars" ? macro.template : undefined)),
  ];
  if (!templates.some((template) => template?.dynamic)) return undefined;
  const { renderDependencies } = await import("./compile/render-dependencies.ts");
  const options = await compileOptions(loaded, {});
  return (template) => renderDependencies(template, options);
}

/** The dialect without the engine: compiling needs no more. */
async function findDialect(target: TargetConfig): Promise<Dialect> {
  const { findAdapter } = await import("./adapters/registry.ts");
  return (await findAdapter(target.type, target)).dialect;
}

/** Functions of `macros/*.ts`: importing them takes a compiler, which is loaded only where there are some. */
async function macroCaller(root: string, { macros }: Project): Promise<CompileOptions["callMacro"]> {
  if (!Object.values(macros).some((macro) => macro.kind === "typescript")) return () => "";
  const { loadMacroFunctions } = await import("./project/load-macro-functions.ts");
  const { value: functions, diagnostics } = await loadMacroFunctions(root, macros);
  if (hasErrors(diagnostics)) throw new DiagnosticError(diagnostics);
  return (macro, args) => String(functions.get(macro.name)?.(...args) ?? "");
}
