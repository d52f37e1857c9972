import { existsSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import type { Session } from "../adapters/adapter.ts";
import type { Outcome } from "../base/diagnostic.ts";
import { stableJson } from "../base/hash.ts";
import { once } from "../base/once.ts";
import { bindGraph } from "../bind/bind-graph.ts";
import type { BindOptions } from "../bind/binding.ts";
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
import type { Loaded } from "./loaded.ts";
import { type LateBinder, openBinderLater } from "./open-binder.ts";
import { type Connection, databaseFile, openLater } from "./open-later.ts";
import { locatorFor, renderRunHooks } from "./run-context.ts";
import { sourceColumnFinder } from "./source-columns.ts";

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

/**
 * The same sooner for whoever is after columns and errors: lineage is traced only while the engine is at work, or once somebody looks at it, and
 * what it would warn of is not told. Call `keep` once there is time: only then is the rest traced, and anything kept for the next check.
 */
export async function bindQuickly(
  loaded: Loaded,
  ids: ReadonlySet<NodeId>,
  given?: Connection,
): Promise<Outcome<BoundStatements> & { readonly keep: () => Promise<void> }> {
  return bind(loaded, ids, given, "later");
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
  const { value, diagnostics, keep } = await bind(loaded, ids, given, "now");
  await keep();
  return { value, diagnostics };
}

async function bind(
  loaded: Loaded,
  ids: ReadonlySet<NodeId>,
  given: Connection | "closed" | undefined,
  tracing: BindOptions["tracing"],
): Promise<Outcome<BoundStatements> & { readonly keep: () => Promise<void> }> {
  const { graph, root } = loaded;
  const options = { ...(await compileOptions(loaded, {})), binding: true, timeless: true };
  const hooks = await renderRunHooks(loaded);
  const known = loaded.cache === false ? emptyMemory : readBindMemory(loaded);
  const memory = openMemory(known);
  const binder = openBinderLater(loaded, hooks.value.onRunStart);
  const own = given === undefined ? openLater(loaded, { readOnly: true }) : undefined;
  const connection = own ?? (given === "closed" ? undefined : given);
  const locate = locatorFor(loaded, options);
  try {
    // Where nothing is known it will be needed: the engine opens it while statements are compiled.
    if (known === emptyMemory && ids.size > 0) await startOpening(binder);
    const compiled = compileGraph(graph, new Set([...ids, ...ancestorsOf(graph, ids)]), options);
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
      openBinder: binder.open,
      cache: memory,
      locate,
      probesOf: (id) => probesOf(graph, id, options),
      setting: settingOf(loaded, hooks.value.onRunStart),
      hasHooks: hooks.value.onRunStart.length > 0,
      tracing,
    });
    return {
      value: { bound: bound.value, compiled: compiled.value, locate },
      diagnostics: [...compiled.diagnostics, ...bound.diagnostics],
      keep: once(async () => {
        await bound.settle();
        const next = memory.next((id) => graph.nodes[id] !== undefined);
        if (next) writeBindMemory(loaded, next);
      }),
    };
  } finally {
    await binder.close();
    await own?.close();
  }
}

/** Resolves once the engine has been told to open it. */
async function startOpening({ open }: LateBinder): Promise<void> {
  // What goes wrong is told to whoever needs it.
  open().catch(() => undefined);
  await setImmediate();
}

function settingOf({ target }: Loaded, onRunStart: readonly string[]): string {
  const { settings, extensions } = target.type === "duckdb" ? target : {};
  return stableJson({ settings, extensions, onRunStart });
}

async function openExisting(loaded: Loaded, open: () => Promise<Session>): Promise<Session | undefined> {
  const file = databaseFile(loaded);
  return file !== undefined && !existsSync(file) ? undefined : open();
}
