import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Session, Warehouse } from "../../src/adapters/adapter.ts";
import { duckdbAdapter } from "../../src/adapters/duckdb/index.ts";
import type { Diagnostic } from "../../src/base/diagnostic.ts";
import { hashOf } from "../../src/base/hash.ts";
import { mergeScans } from "../../src/compile/merge-scans.ts";
import { batchEndMarker, batchStartMarker } from "../../src/compile/microbatch.ts";
import type { Compiled, CompiledNode, CompiledTest, FailureCondition } from "../../src/compile/types.ts";
import { gatedNode } from "../../src/graph/order.ts";
import type { Graph, Node, NodeId, ResolvedSettings } from "../../src/graph/types.ts";
import { type PlanFlags, type PlanInput, planRun } from "../../src/run/plan-run.ts";
import { type RunContext, runPlan, type StepCompiler } from "../../src/run/run-plan.ts";
import { readState } from "../../src/run/state/read-state.ts";
import type { Plan, Results, WarehouseState } from "../../src/run/types.ts";

/** A model as short as a test can say it; `{name}` in its SQL is a ref, `{{source}}` a source. */
export interface SmallModel {
  readonly sql: string;
  readonly materialized?: ResolvedSettings["materialized"];
  readonly settings?: Partial<ResolvedSettings>;
  readonly macros?: Readonly<Record<string, string>>;
  /** Stands for the text of its file where that is not `sql`: then a macro or variable has made the difference. */
  readonly file?: string;
  readonly hooks?: CompiledNode["hooks"];
  readonly statistics?: CompiledNode["statistics"];
}

export interface SmallTest {
  /** Names of the models it reads; the last in graph order is gated. */
  readonly on: readonly string[];
  /** SELECT of the failing rows, with refs as in models. */
  readonly failures: string;
  readonly aggregate?: string;
  readonly severity?: "error" | "warn";
  readonly errorIf?: FailureCondition;
}

export interface SmallProject {
  readonly sources?: Readonly<Record<string, string>>;
  readonly models: Readonly<Record<string, SmallModel>>;
  readonly tests?: Readonly<Record<string, SmallTest>>;
}

const span = { file: "models/x.sql", line: 1, column: 1 };
const anyFailure: FailureCondition = { text: "!= 0", operator: "!=", value: 0 };

export function modelId(name: string): NodeId {
  return `model.${name}` as NodeId;
}
export function testId(name: string): NodeId {
  return `test.${name}` as NodeId;
}
export function sourceId(name: string): NodeId {
  return `source.raw.${name}` as NodeId;
}

/** Makes the graph and the statements of a small project by hand, so that `run` is tested without the stages before it. */
export function makeProject(project: SmallProject): { readonly graph: Graph; readonly compiled: Compiled } {
  const nodes: Record<NodeId, Node> = {};
  const compiledNodes: Record<NodeId, CompiledNode> = {};
  const compiledTests: Record<NodeId, CompiledTest> = {};
  const base = (name: string) => ({
    name,
    package: "small",
    file: `models/${name}.sql`,
    fqn: ["small", name],
    tags: [],
    meta: {},
    span: { ...span, file: `models/${name}.sql` },
  });
  for (const name of Object.keys(project.sources ?? {}))
    nodes[sourceId(name)] = {
      ...base(name),
      kind: "source",
      id: sourceId(name),
      source: "raw",
      readOptions: {},
      identifier: name,
      columns: [],
      dependsOn: [],
    };
  const resolve = (text: string): { readonly sql: string; readonly dependsOn: readonly NodeId[] } => {
    const dependsOn = new Set<NodeId>();
    const sql = text.replace(/\{(\w+)\}/g, (_match, name: string) => {
      const source = project.sources?.[name];
      dependsOn.add(source === undefined ? modelId(name) : sourceId(name));
      return source ?? `main.${name}`;
    });
    return { sql, dependsOn: [...dependsOn] };
  };
  for (const [name, model] of Object.entries(project.models)) {
    const { sql, dependsOn } = resolve(model.sql);
    const id = modelId(name);
    const materialized = model.materialized ?? "view";
    nodes[id] = {
      ...base(name),
      kind: "model",
      id,
      dependsOn,
      settings: { materialized, ...model.settings },
      columns: [],
      access: "public",
      macros: Object.keys(model.macros ?? {}),
      template: {
        file: `models/${name}.sql`,
        hash: hashOf(model.file ?? model.sql),
        dependencies: [],
        vars: [],
        envs: [],
        macros: [],
        config: {},
        configSpans: {},
        usesIncremental: false,
        usesThis: false,
        dynamic: false,
      },
    };
    compiledNodes[id] = {
      id,
      materialized,
      relation: materialized === "ephemeral" ? null : { schema: model.settings?.schema ?? "main", name },
      select: sql,
      textHash: hashOf(sql),
      settingsHash: hashOf(materialized, JSON.stringify(model.settings ?? {})),
      inputs: model.macros ?? {},
      vars: {},
      ...(model.settings?.location !== undefined && { location: model.settings.location }),
      ...(model.hooks && { hooks: model.hooks }),
      ...(model.statistics && { statistics: model.statistics }),
      ...(model.settings?.strategy === "microbatch" && {
        batchSelect: `${sql} where moment >= ${batchStartMarker} and moment < ${batchEndMarker}`,
      }),
    };
  }
  for (const [name, test] of Object.entries(project.tests ?? {})) {
    const id = testId(name);
    const { sql, dependsOn } = resolve(test.failures);
    const reads = test.on.map((on) => (project.sources?.[on] === undefined ? modelId(on) : sourceId(on)));
    nodes[id] = {
      ...base(name),
      kind: "test",
      id,
      testType: "generic",
      arguments: {},
      settings: {},
      macros: [],
      dependsOn: [...new Set([...reads, ...dependsOn])],
    };
    const [first] = test.on;
    compiledTests[id] = {
      id,
      gates: id,
      failures: sql,
      ...(test.aggregate !== undefined && {
        scan: {
          from:
            first !== undefined && project.sources?.[first] !== undefined
              ? (project.sources[first] as string)
              : `main.${first}`,
          aggregate: test.aggregate,
          exact: true,
        },
      }),
      severity: test.severity ?? "error",
      warnIf: anyFailure,
      errorIf: test.errorIf ?? anyFailure,
      limit: 500,
      storeFailures: true,
      textHash: hashOf(sql),
    };
  }
  const graph: Graph = {
    name: "small",
    config: {
      name: "small",
      stages: [],
      folders: {},
      testDefaults: {},
      vars: {},
      target: "dev",
      targets: {},
      packages: [],
      rules: {},
      hooks: { onRunStart: [], onRunEnd: [] },
      span,
    },
    nodes,
    groups: {},
    entities: {},
    selectors: [],
  };
  for (const [id, test] of Object.entries(compiledTests) as [NodeId, CompiledTest][])
    compiledTests[id] = { ...test, gates: gatedNode(graph, nodes[id] as Node) };
  return { graph, compiled: { nodes: compiledNodes, tests: compiledTests, unitTests: {} } };
}

/** Views and tables, as plainly as can be. */
export const plainCompiler: StepCompiler = {
  materialize: (node, _settings, situation, dialect) => {
    const target = dialect.renderRelation(node.relation ?? { schema: "main", name: "none" });
    const kind = node.materialized === "view" ? "view" : "table";
    const existing = situation.existing;
    return {
      value: [
        ...(existing !== null && existing.kind !== kind
          ? [{ kind: "drop" as const, sql: `DROP ${existing.kind} ${target}` }]
          : []),
        { kind: "create", sql: `CREATE OR REPLACE ${kind} ${target} AS ${node.select}` },
      ],
      diagnostics: [],
    };
  },
  needsColumns: () => false,
  batchesToFill: () => [],
  mergeScans,
  findRefusal: () => undefined,
};

export interface TemporaryWarehouse {
  readonly folder: string;
  readonly file: string;
  readonly warehouse: Warehouse;
  readonly session: Session;
  close(): Promise<void>;
}

/** A DuckDB file of its own; `close` removes it. */
export async function openTemporary(): Promise<TemporaryWarehouse> {
  const folder = mkdtempSync(join(tmpdir(), "quern-run-"));
  const file = join(folder, "warehouse.duckdb");
  const warehouse = await duckdbAdapter.open({ location: file, baseFolder: folder });
  const session = await warehouse.connect();
  return {
    folder,
    file,
    warehouse,
    session,
    async close() {
      await warehouse.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface BuildOptions {
  readonly selected?: readonly NodeId[];
  readonly relationOf?: PlanInput["relationOf"];
  readonly command?: Plan["command"];
  readonly flags?: PlanFlags;
  readonly sourceVersions?: Readonly<Record<NodeId, string>>;
  readonly context?: Partial<RunContext>;
  readonly runId?: string;
}

let runs = 0;

/** Plans and runs a small project on a warehouse, as the pipeline would. */
export async function build(
  project: SmallProject,
  place: TemporaryWarehouse,
  options: BuildOptions = {},
): Promise<{
  readonly plan: Plan;
  readonly results: Results;
  readonly state: WarehouseState;
  /** Of planning. */
  readonly diagnostics: readonly Diagnostic[];
}> {
  const { graph, compiled } = makeProject(project);
  const state = await readState(place.session);
  runs += 1;
  const { value: plan, diagnostics } = await planRun({
    graph,
    compiled,
    selected: new Set(options.selected ?? (Object.keys(graph.nodes) as NodeId[])),
    command: options.command ?? "build",
    state,
    session: place.session,
    sourceVersions: options.sourceVersions ?? {},
    flags: options.flags ?? {},
    runId: options.runId ?? `run-${runs}`,
    ...(options.relationOf && { relationOf: options.relationOf }),
  });
  const results = await runPlan(plan, {
    graph,
    compiled,
    warehouse: place.warehouse,
    state,
    target: "dev",
    compiler: plainCompiler,
    scratchFolder: join(place.folder, "scratch"),
    now: new Date("2026-01-01T00:00:00Z"),
    ...options.context,
  });
  return { plan, results, state: await readState(place.session), diagnostics };
}

/** Status of each node, by short name. */
export function statuses(results: Results): Readonly<Record<string, string>> {
  return Object.fromEntries(results.nodes.map((node) => [node.id.replace(/^\w+\./, ""), node.status]));
}

/** Why each planned node runs, by short name; "reuse" where it does not. */
export function reasonKinds(plan: Plan): Readonly<Record<string, string>> {
  return Object.fromEntries(
    plan.nodes.map((node) => [
      node.id.replace(/^\w+\./, ""),
      node.action === "reuse" ? "reuse" : `${node.action}: ${node.reasons.map((r) => r.kind).join(", ")}`,
    ]),
  );
}
