import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { hashOf } from "../base/hash.ts";
import { findSuggestion } from "../base/suggest.ts";
import { isRelationNode } from "../graph/node-kinds.ts";
import type { NodeId, TestNode } from "../graph/types.ts";
import { columnsKey, isUnchecked } from "./bind-level.ts";
import { isRefused, readPlans, refusalOf } from "./bind-statements.ts";
import { type Binding, report } from "./binding.ts";
import { refusals } from "./find-refusals.ts";

interface Task {
  readonly node: TestNode;
  readonly sql: string;
  readonly key: string;
}

/** Binds data tests; those that only need a column to be there are looked up instead. */
export async function bindTests(ids: readonly NodeId[], binding: Binding): Promise<void> {
  const tasks: Task[] = [];
  for (const id of ids) {
    const node = binding.graph.nodes[id];
    const sql = binding.options.compiled.tests[id]?.failures;
    if (node?.kind !== "test" || sql === undefined || binding.failed.has(id)) continue;
    if (isUnchecked(id, node.dependsOn, binding)) continue;
    if (needsOnlyColumn(node)) report(binding, id, checkColumn(node, binding));
    else {
      const key = hashOf(
        binding.options.setting,
        sql,
        ...node.dependsOn.map((parent) => columnsKey(binding.nodes.get(parent))),
      );
      if (!binding.options.cache.hasPassed(id, key)) tasks.push({ node, sql, key });
    }
  }
  if (tasks.length === 0) return;
  const binder = await binding.binder();
  await binder.forEachChunk(tasks, async (chunk, session) => {
    const parents = new Set(chunk.flatMap(({ node }) => node.dependsOn));
    const known = [...parents].flatMap((id) => binding.nodes.get(id) ?? []);
    await binding.tables.ensure(known, binder, session);
    const plans = await readPlans(
      chunk.map(({ sql }) => sql),
      session,
      binder.dialect,
    );
    for (const [index, { node, sql, key }] of chunk.entries()) {
      const plan = plans[index] ?? "";
      binding.boundNow++;
      const error = isRefused(plan) ? refusalOf(plan, sql) : undefined;
      if (error) {
        binding.failed.add(node.id);
        report(binding, node.id, await refusals(node.id, error, session, binder.dialect, binding));
      } else binding.options.cache.keep(node.id, key, undefined);
    }
  });
}

/** `not_null` and `unique` of a plain column hold for any type. */
function needsOnlyColumn({ test, column, settings, template }: TestNode): boolean {
  const isSimple = test === "not_null" || test === "unique";
  return isSimple && column !== undefined && !/[()]/.test(column) && !settings.where && !template;
}

function checkColumn(node: TestNode, binding: Binding): readonly Diagnostic[] {
  const { attachedTo, column = "", span } = node;
  const attached = attachedTo && binding.nodes.get(attachedTo);
  if (!attached || attached.columns.some(({ name }) => name.toLowerCase() === column.toLowerCase()))
    return [];
  binding.failed.add(node.id);
  const owner = binding.graph.nodes[attached.id];
  // Declared, and not there: that has been said where it is declared.
  const isHeld = owner?.kind === "source" || (owner && isRelationNode(owner) && owner.settings.contract);
  if (isHeld && owner.columns.some(({ name }) => name === column)) return [];
  const names = attached.columns.map(({ name }) => name);
  const suggestion = findSuggestion(column, names);
  const relation = owner?.name ?? attached.id;
  const hint = `${relation} has: ${names.join(", ")}`;
  return [
    diagnose("Q0107", { column, relation, ...(suggestion !== undefined && { suggestion }) }, { span, hint }),
  ];
}
