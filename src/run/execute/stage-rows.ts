import type { Session } from "../../adapters/adapter.ts";
import type { Situation } from "../../compile/types.ts";
import type { RelationNode } from "../../graph/types.ts";
import { fillStaging } from "../../rows/fill-staging.ts";
import type { ReadBatches } from "../../rows/open-reader.ts";
import type { Staging } from "../../rows/staging.ts";
import { checkInterrupted, type Execution } from "./execution.ts";
import type { SessionPool } from "./sessions.ts";

/**
 * Computes the rows of a node and gathers them in its staging table, in the transaction of the session. What the function reads comes over
 * other connections: it sees what is published, and rows are written while others are still read.
 */
export async function stageRows(
  staging: Staging,
  { name, span }: RelationNode,
  { existing, fullRefresh }: Pick<Situation, "existing" | "fullRefresh">,
  session: Session,
  execution: Execution,
): Promise<void> {
  const { context, dialect, pool } = execution;
  const { id, materialized, relation } = staging.node;
  if (!context.rows) throw new Error(`${id} has no function that computes its rows`);
  const own = existing?.kind === "table" && relation !== null ? relation : undefined;
  const work = {
    staging,
    owner: { name, span },
    caller: context.rows,
    own,
    incremental: materialized === "incremental" && own !== undefined && !fullRefresh,
    read: readFrom(pool),
    through: async <T>(batches: AsyncIterable<T>) => untilInterrupted(batches, execution),
  };
  await fillStaging(work, session, dialect);
}

/** Reads each SELECT on a connection of its own. */
function readFrom(pool: SessionPool): ReadBatches {
  return async function* (select, size) {
    const session = await pool.take();
    try {
      yield* session.readBatches(select, size);
    } finally {
      pool.giveBack(session);
    }
  };
}

async function* untilInterrupted<T>(batches: AsyncIterable<T>, execution: Execution): AsyncGenerator<T> {
  for await (const batch of batches) {
    checkInterrupted(execution);
    yield batch;
  }
}
