import type { Catalog } from "../artifacts/catalog.ts";
import { readCatalog } from "../artifacts/read-catalog.ts";
import { readState } from "../run/state/read-state.ts";
import type { WarehouseState } from "../run/types.ts";
import type { Loaded } from "./loaded.ts";
import type { Connection } from "./open-later.ts";
import { relationsOf } from "./relations.ts";

/** What the warehouse holds after a run. */
export interface AfterRun {
  /** Without descriptions. */
  readonly catalog: Catalog["nodes"];
  readonly state: WarehouseState;
}

/** Reads what a run has left, while the engine moves it into its file: closing waits for that. */
export async function readAfterRun(loaded: Loaded, connection: Connection): Promise<AfterRun> {
  const session = await connection.session();
  (await connection.warehouse()).startFlush();
  const there = await session.relations();
  const catalog = await readCatalog(relationsOf(loaded), there, session);
  return { catalog, state: await readState(session, there) };
}
