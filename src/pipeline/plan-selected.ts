import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Outcome } from "../base/diagnostic.ts";
import type { Batch, Compiled } from "../compile/types.ts";
import type { NodeId } from "../graph/types.ts";
import type { PlanFlags } from "../run/plan-run.ts";
import { hasWork, planRun } from "../run/plan-run.ts";
import { readSourceVersions, tableVersionsOf } from "../run/source-versions.ts";
import { readStateMirror, writeStateMirror } from "../run/state/mirror.ts";
import { emptyState, readState } from "../run/state/read-state.ts";
import type { Plan, WarehouseState } from "../run/types.ts";
import type { Loaded } from "./loaded.ts";
import { type Connection, databaseFile } from "./open-later.ts";
import { findRelationOf } from "./relations.ts";

/** What is asked for, as far as planning goes. */
export interface PlanRequest {
  readonly command: Plan["command"];
  readonly selected: ReadonlySet<NodeId>;
  readonly flags: PlanFlags;
  /** microbatch: the range of event time to fill again. */
  readonly batchRange?: Partial<Batch>;
  /** Plans, and runs nothing. */
  readonly dryRun?: boolean;
  readonly runId: string;
}

export interface Planned {
  readonly plan: Plan;
  readonly state: WarehouseState;
  readonly sources: Readonly<Record<NodeId, string>>;
  /** The state came from the mirror, which therefore holds. */
  readonly mirrored: boolean;
  /** False where nobody was asked for the state, since unit tests do not depend on it. */
  readonly known: boolean;
}

/** Says what runs and why. What the last build left in `target/` answers where it still holds; otherwise the warehouse is asked. */
export async function planSelected(
  loaded: Loaded,
  compiled: Compiled,
  request: PlanRequest,
  connection: Connection,
): Promise<Outcome<Planned>> {
  const plan = async (
    state: WarehouseState,
    tableVersions: Readonly<Record<NodeId, string>> | undefined,
    known = true,
  ) => {
    const sources = !known
      ? {}
      : await readSourceVersions(loaded.graph, request.selected, {
          root: loaded.root,
          session: connection.session,
          cacheFile: join(loaded.root, "target", "cache", "source-versions.json"),
          ...(tableVersions && { known: tableVersions }),
        });
    const outcome = await planRun({
      graph: loaded.graph,
      // What is built plays no part in unit tests, so its statements need not be told apart either.
      compiled: known ? compiled : { ...compiled, nodes: {} },
      selected: request.selected,
      command: request.command,
      state,
      session: connection.session,
      sourceVersions: sources,
      flags: { ...request.flags, restate: request.batchRange !== undefined },
      runId: request.runId,
      relationOf: (id) => findRelationOf(loaded.graph.nodes[id], loaded),
      fileExists: (location) => existsSync(join(loaded.root, location)),
    });
    const mirrored = tableVersions !== undefined;
    return {
      value: { plan: outcome.value, state, sources, mirrored, known },
      diagnostics: outcome.diagnostics,
    };
  };
  if (request.command === "test" && Object.keys(compiled.tests).length === 0)
    return plan(emptyState, undefined, false);
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

/** Keeps what the next build needs to know without opening the database. Called once it is closed. */
export async function keepState(
  loaded: Loaded,
  state: WarehouseState,
  sources: Readonly<Record<NodeId, string>>,
): Promise<void> {
  const database = databaseFile(loaded);
  if (database === undefined) return;
  await writeStateMirror(mirrorFile(loaded), database, {
    state,
    tableVersions: tableVersionsOf(loaded.graph, sources),
  });
}

const mirrorFile = ({ root, target }: Loaded) => join(root, "target", "cache", `state-${target.name}.json`);
