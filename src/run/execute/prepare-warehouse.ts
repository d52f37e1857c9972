import type { Session } from "../../adapters/adapter.ts";
import { stateKey } from "../state/read-state.ts";
import { createStateTables, stateSchema, stateTables, upgradeStateTables } from "../state/tables.ts";
import { writeRunStart } from "../state/write-state.ts";
import type { Plan } from "../types.ts";
import type { Execution } from "./execution.ts";
import { stagingPrefix } from "./stage-batches.ts";

/** Makes the state's tables and the schemas that the plan's relations go to, and opens the run's row. Schemas made later would conflict. */
export async function prepareWarehouse(
  session: Session,
  plan: Plan,
  { context, dialect, stamp }: Execution,
  startedAt: Date,
): Promise<void> {
  const isThere = (name: string) =>
    context.state.relations[stateKey({ schema: stateSchema, name })] !== undefined;
  if (!Object.keys(stateTables).every(isThere)) await createStateTables(session, dialect);
  if (context.state.isOlder) await upgradeStateTables(session, dialect);
  const known = new Set(Object.keys(context.state.relations).map((key) => key.split("\u0000")[1]));
  const schemas = new Set<string>();
  for (const node of plan.nodes) {
    const schema = node.action === "run" ? context.compiled.nodes[node.id]?.relation?.schema : undefined;
    if (schema !== undefined && !known.has(schema.toLowerCase())) schemas.add(schema);
  }
  for (const schema of schemas) await session.run(`CREATE SCHEMA IF NOT EXISTS ${dialect.quoteName(schema)}`);
  // What a killed run has left aside.
  const staging = stateKey({ schema: stateSchema, name: stagingPrefix });
  for (const key of Object.keys(context.state.relations).filter((each) => each.startsWith(staging))) {
    const name = key.slice(key.lastIndexOf("\u0000") + 1);
    await session.run(`DROP TABLE IF EXISTS ${dialect.renderRelation({ schema: stateSchema, name })}`);
  }
  await writeRunStart(session, dialect, plan, context.compiled, stamp, context.target, startedAt);
}
