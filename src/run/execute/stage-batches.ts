import pLimit from "p-limit";
import type { CompiledNode, Situation, Step } from "../../compile/types.ts";
import type { RelationNode } from "../../graph/types.ts";
import type { Relation } from "../../sql/relation.ts";
import { stateSchema } from "../state/tables.ts";
import type { Execution } from "./execution.ts";
import { checkInterrupted } from "./execution.ts";

/** Names of the tables that batches are gathered in. */
export const stagingPrefix = "batches_";

/** A node whose batches have been computed and only wait to be put in their place. */
export interface StagedBatches {
  /** The node with the gathered rows in the place of its batch SELECT. */
  readonly node: CompiledNode;
  readonly drop: () => Promise<void>;
}

/**
 * Computes the batches of a node with `concurrent_batches` side by side, each on its own connection, and gathers their rows in a table
 * aside. The node's own transaction then only moves them: its rows, its ledger and its tests are still published together or not at all.
 * Undefined where there is nothing to do at once.
 */
export async function stageBatches(
  node: CompiledNode,
  graphNode: RelationNode,
  situation: Situation,
  execution: Execution,
): Promise<StagedBatches | undefined> {
  if (!graphNode.settings.concurrent_batches || (situation.batches?.length ?? 0) < 2) return undefined;
  const { context, dialect, pool } = execution;
  const relation: Relation = { schema: stateSchema, name: `${stagingPrefix}${node.id.replace(/\W/g, "_")}` };
  const table = dialect.renderRelation(relation);
  const drop = async () => {
    await pool.use((session) => session.run(`DROP TABLE IF EXISTS ${table}`));
  };
  // The same steps as for a table that is not there yet, under another name.
  const { docs: _docs, ...bare } = situation;
  const { value: steps } = context.compiler.materialize(
    { ...node, relation, hooks: { pre: [], post: [] } },
    graphNode.settings,
    { ...bare, existing: null, fullRefresh: true },
    dialect,
  );
  await drop();
  try {
    await pool.use(async (session) => {
      for (const { sql } of steps.filter((step) => step.batch === undefined)) await session.run(sql);
    });
    await runConcurrently(
      steps.filter((step) => step.batch !== undefined),
      execution,
    );
  } catch (error) {
    await drop();
    throw error;
  }
  return { node: { ...node, batchSelect: `select * from ${table}` }, drop };
}

/** Waits for all of them, also where one fails: a table must not be dropped under a statement that fills it. */
async function runConcurrently(steps: readonly Step[], execution: Execution): Promise<void> {
  const limited = pLimit(execution.context.threads ?? 4);
  const outcomes = await Promise.allSettled(
    steps.map((step) =>
      limited(() => {
        checkInterrupted(execution);
        return execution.pool.use((session) => session.run(step.sql));
      }),
    ),
  );
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}
