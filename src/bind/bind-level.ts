import type { Session } from "../adapters/adapter.ts";
import { diagnose } from "../base/diagnostic.ts";
import { hashOf, stableJson } from "../base/hash.ts";
import { tableColumns } from "../compile/materializations/table-columns.ts";
import { unknownColumns } from "../compile/materializations/unknown-columns.ts";
import type { CompiledNode } from "../compile/types.ts";
import type { NodeId, RelationNode } from "../graph/types.ts";
import { type BoundStatement, bindStatements } from "./bind-statements.ts";
import type { Binder } from "./binder.ts";
import { type Binding, report } from "./binding.ts";
import { checkColumns } from "./check-columns.ts";
import { computed, describedLater, describeStatements, readsFiles } from "./describe-node.ts";
import { refusals } from "./find-refusals.ts";
import { type Engine, findSourceStars, mayPassAll } from "./find-source-stars.ts";
import type { BoundNode, SourceStar } from "./types.ts";

/** A node that is not known from before. */
interface Task {
  readonly node: RelationNode;
  readonly compiled: CompiledNode;
  readonly key: string;
}

/** Binds nodes that do not read each other; their parents have been bound. */
export async function bindLevel(ids: readonly NodeId[], binding: Binding): Promise<void> {
  const tasks: Task[] = [];
  for (const id of ids) {
    const node = binding.graph.nodes[id];
    if (node === undefined || binding.failed.has(id)) continue;
    if (node.kind === "source") {
      const { columns, diagnostics } = await binding.options.sourceColumns(node, binding.binder);
      report(binding, id, diagnostics);
      if (columns) binding.nodes.set(id, { id, columns, volatile: [] });
      else binding.failed.add(id);
      continue;
    }
    const compiled = binding.options.compiled.nodes[id];
    if (compiled === undefined || node.kind === "test" || node.kind === "unit_test") continue;
    if (node.kind === "exposure") continue;
    if (isUnchecked(id, node.dependsOn, binding)) continue;
    const key = keyOf(node, compiled, binding);
    const known = binding.options.cache.find(id, key);
    if (known) finish(node, known, binding);
    else tasks.push({ node, compiled, key });
  }
  if (tasks.length === 0) return;
  const binder = await binding.binder();
  await binder.forEachChunk(tasks, (chunk, session) => bindChunk(chunk, binder, session, binding));
}

async function bindChunk(
  tasks: readonly Task[],
  binder: Binder,
  session: Session,
  binding: Binding,
): Promise<void> {
  const parents = new Set(tasks.flatMap(({ node }) => node.dependsOn));
  const known = [...parents].flatMap((id) => binding.nodes.get(id) ?? []);
  await binding.tables.ensure(known, binder, session);
  const selects = tasks.map(({ compiled }) => compiled.select);
  const isFollowed = (index: number) => binding.followed.has(tasks[index]?.node.id as NodeId);
  const asked = bindStatements(selects, session, binder.dialect, isFollowed);
  settleSome(binding);
  const results = await asked;
  const stars = await starsOf(tasks, results, { session, dialect: binder.dialect }, binding);
  for (const [index, task] of tasks.entries()) {
    const result = results[index];
    if (result) await take({ ...task, stars: stars.get(task) ?? [] }, result, binder, session, binding);
  }
}

/** Milliseconds: shorter than what the engine takes for a chunk. */
const turn = 8;

/** Traces some of what was bound before, while the engine is at work on the next. */
function settleSome({ unsettled }: Binding): void {
  const start = performance.now();
  while (unsettled.length > 0 && performance.now() - start < turn) unsettled.shift()?.();
}

async function starsOf(
  tasks: readonly Task[],
  results: readonly BoundStatement[],
  engine: Engine,
  { graph, nodes, nodeOf }: Binding,
): Promise<ReadonlyMap<Task, readonly SourceStar[]>> {
  const sourceOf = (id: NodeId) => (graph.nodes[id]?.kind === "source" ? nodes.get(id) : undefined);
  const readers = tasks.filter(({ node: { kind, dependsOn }, compiled: { select } }, index) => {
    const result = results[index];
    const sources = kind === "seed" ? [] : dependsOn.flatMap((id) => sourceOf(id) ?? []);
    return result?.kind === "bound" && sources.some((source) => mayPassAll(source, select, result.columns));
  });
  const selects = readers.map(({ compiled }) => compiled.select);
  const found = await findSourceStars(selects, (id) => sourceOf(id) !== undefined, nodeOf, engine);
  return new Map(readers.map((task, index) => [task, found[index] ?? []]));
}

async function take(
  { node, compiled, key, stars }: Task & { readonly stars: readonly SourceStar[] },
  whole: BoundStatement,
  binder: Binder,
  session: Session,
  binding: Binding,
): Promise<void> {
  binding.boundNow++;
  if (whole.kind === "refused") {
    binding.failed.add(node.id);
    report(binding, node.id, await refusals(node.id, whole.error, session, binder.dialect, binding));
    return;
  }
  const columns = tableColumns(node.settings, whole.columns);
  const statements = [whole];
  if (compiled.incrementalSelect !== undefined) {
    await binding.tables.ensure([{ id: node.id, columns, volatile: [] }], binder, session);
    const [later] = await bindStatements([compiled.incrementalSelect], session, binder.dialect);
    if (later?.kind === "refused") {
      binding.failed.add(node.id);
      report(binding, node.id, await refusals(node.id, later.error, session, binder.dialect, binding));
      return;
    }
    if (later) statements.push(later);
  }
  const described = describeStatements({ node, columns, statements, stars }, binding);
  // What a statement reads of files by itself may be another tomorrow; what cannot be followed may read some. A seed's file is in its key.
  const settle = () => {
    if (node.kind !== "seed" && readsFiles(statements)) binding.isLasting = false;
    else binding.options.cache.keep(node.id, key, described());
  };
  if (binding.options.tracing === "now") {
    settle();
    finish(node, described(), binding);
  } else {
    binding.unsettled.push(settle);
    finish(node, describedLater(node.id, columns, stars, described), binding);
  }
}

/** Takes a node among those that are bound, and says what else is wrong with it. */
function finish(node: RelationNode, bound: BoundNode, binding: Binding): void {
  binding.nodes.set(node.id, bound);
  const isTraced = binding.options.tracing === "now";
  if (isTraced && bound.untraceable !== undefined && bound.untraceable !== computed)
    report(binding, node.id, [
      diagnose("Q0802", { node: node.name, what: bound.untraceable }, { span: node.span }),
    ]);
  const { settings, span } = node;
  const settled = unknownColumns({ node, settings }, bound.columns).map((problem) => ({ ...problem, span }));
  report(binding, node.id, [...settled, ...checkColumns(node, bound.columns)]);
}

/** True where something that the node reads has not been bound; the node is then noted with what is to blame. */
export function isUnchecked(id: NodeId, dependsOn: readonly NodeId[], binding: Binding): boolean {
  const because = new Set<NodeId>();
  for (const parent of dependsOn) {
    if (binding.failed.has(parent)) because.add(parent);
    for (const blamed of binding.unchecked.get(parent)?.because ?? []) because.add(blamed);
  }
  if (because.size === 0) return false;
  binding.unchecked.set(id, { id, because: [...because] });
  return true;
}

function keyOf(node: RelationNode, compiled: CompiledNode, binding: Binding): string {
  const parents = node.dependsOn.map((id) => columnsKey(binding.nodes.get(id)));
  const own = node.settings.materialized === "snapshot" ? compiled.settingsHash : "";
  const inputs = node.kind === "seed" ? stableJson(compiled.inputs) : "";
  return hashOf(
    binding.options.setting,
    compiled.select,
    compiled.incrementalSelect ?? "",
    own,
    inputs,
    ...parents,
    ...(binding.followed.has(node.id) ? ["followed"] : []),
  );
}

const keys = new WeakMap<BoundNode, string>();

/** A hash of a node's columns: what the nodes that read it depend on. */
export function columnsKey(bound: BoundNode | undefined): string {
  if (bound === undefined) return "";
  let key = keys.get(bound);
  if (key === undefined) {
    key = hashOf(bound.id, ...bound.columns.flatMap(({ name, type }) => [name, type]));
    keys.set(bound, key);
  }
  return key;
}
