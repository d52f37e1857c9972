import type { Dialect } from "../../sql/dialect.ts";
import type { RunContext } from "../run-context.ts";
import type { DeferredState } from "../state/deferred-state.ts";
import type { RunStamp } from "../state/write-state.ts";
import type { Plan } from "../types.ts";
import type { SessionPool } from "./sessions.ts";

/** What the nodes of one run share while they are built. */
export interface Execution {
  readonly context: RunContext;
  readonly dialect: Dialect;
  readonly pool: SessionPool;
  readonly stamp: RunStamp;
  readonly command: Plan["command"];
  readonly clock: () => Date;
  /** Rows of the state that need not be written with what they speak of. */
  readonly deferred: DeferredState;
}

/** Thrown between statements once the run is interrupted; never leaves the executor. */
export class Interrupted extends Error {
  constructor() {
    super("the run was interrupted");
    this.name = "Interrupted";
  }
}

/** Throws `Interrupted` once the run's signal is aborted. */
export function checkInterrupted({ context }: Execution): void {
  if (context.signal?.aborted) throw new Interrupted();
}
