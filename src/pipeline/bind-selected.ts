import { existsSync } from "node:fs";
import type { Session } from "../adapters/adapter.ts";
import { findAdapter } from "../adapters/registry.ts";
import type { Outcome } from "../base/diagnostic.ts";
import { stableJson } from "../base/hash.ts";
import { bindGraph } from "../bind/bind-graph.ts";
import { Binder } from "../bind/binder.ts";
import { emptyMemory, openMemory } from "../bind/cache.ts";
import type { Locate } from "../bind/engine-diagnostic.ts";
import type { Bound } from "../bind/types.ts";
import { boundRelation } from "../compile/bound-relation.ts";
import { compileGraph } from "../compile/compile-graph.ts";
import { probesOf } from "../compile/features/probes.ts";
import type { Compiled } from "../compile/types.ts";
import { ancestorsOf } from "../graph/traverse.ts";
import type { NodeId, RelationNode, SourceNode } from "../graph/types.ts";
import { readBindMemory, writeBindMemory } from "./bind-memory.ts";
import { compileOptions } from "./compile-options.ts";
import { runFunctionHooks } from "./function-hooks.ts";
import type { Loaded } from "./loaded.ts";
import { type Connection, databaseFile, openLater } from "./open-later.ts";
import { locatorFor, renderRunHooks } from "./run-context.ts";
import { sourceColumnFinder } from "./source-columns.ts";

/** Statements that are bound at once. */
const connections = 2;

/**
 * Types, lineage and mistakes of the selected nodes and tests and of all that they read, without data. What could not even be compiled is not
 * bound.
 *
 * @param given the target's connection, where there is one already; "closed" leaves the target alone: sources that are its tables have the
 * columns that are declared or known from before
 */
export async function bindSelected(
  loaded: Loaded,
  ids: ReadonlySet<NodeId>,
  given?: Connection | "closed",
): Promise<Outcome<Bound>> {
  const { value, diagnostics } = await bindWithStatements(loaded, ids, given);
  return { value: value.bound, diagnostics };
}

/** What was bound, with the statements that it was told of. */
export interface BoundStatements {
  readonly bound: Bound;
  readonly compiled: Compiled;
  readonly locate: Locate;
}

/** The same, with the statements. */
export async function bindWithStatements(
  loaded: Loaded,
  ids: ReadonlySet<NodeId>,
  given?: Connection | "closed",
): Promise<Outcome<BoundStatements>> {
  const { graph, root } = loaded;
  const options = { ...(await compileOptions(loaded, {})), binding: true, timeless: true };
  const all = new Set([...ids, ...ancestorsOf(graph, ids)]);
  const compiled = compileGraph(graph, all, options);
  const memory = openMemory(loaded.cache === false ? emptyMemory : readBindMemory(loaded));
  const own = given === undefined ? openLater(loaded, { readOnly: true }) : undefined;
  const connection = own ?? (given === "closed" ? undefined : given);
  const hooks = await renderRunHooks(loaded);
  const locate = locatorFor(loaded, options);
  try {
    const bound = await bindGraph(graph, ids, {
      compiled: compiled.value,
      relationOf: (id) => boundRelation(graph.nodes[id] as RelationNode | SourceNode, graph, options),
      sourceColumns: sourceColumnFinder({
        root,
        graph,
        options,
        memory,
        warehouse: async () => connection && openExisting(loaded, connection.session),
      }),
      openBinder: () => openBinder(loaded, hooks.value.onRunStart),
      cache: memory,
      locate,
      probesOf: (id) => probesOf(graph, id, options),
      setting: settingOf(loaded, hooks.value.onRunStart),
      hasHooks: hooks.value.onRunStart.length > 0,
    });
    const next = memory.next((id) => graph.nodes[id] !== undefined);
    if (next) writeBindMemory(loaded, next);
    return {
      value: { bound: bound.value, compiled: compiled.value, locate },
      diagnostics: [...compiled.diagnostics, ...bound.diagnostics],
    };
  } finally {
    await own?.close();
  }
}

function settingOf({ target }: Loaded, onRunStart: readonly string[]): string {
  const { settings, extensions } = target.type === "duckdb" ? target : {};
  return stableJson({ settings, extensions, onRunStart });
}

async function openExisting(loaded: Loaded, open: () => Promise<Session>): Promise<Session | undefined> {
  const file = databaseFile(loaded);
  return file !== undefined && !existsSync(file) ? undefined : open();
}

/** DuckDB in memory, with the functions, types and settings that the target's statements count on. */
async function openBinder({ root, target }: Loaded, onRunStart: readonly string[]): Promise<Binder> {
  const adapter = await findAdapter("duckdb");
  const warehouse = await adapter.open({
    location: ":memory:",
    baseFolder: root,
    engineThreads: connections,
    ...(target.type === "duckdb" && { settings: target.settings, extensions: target.extensions }),
  });
  const binder = await Binder.open(warehouse, connections);
  await runFunctionHooks(onRunStart, binder.session);
  return binder;
}
