import { EngineError, type Session } from "../adapters/adapter.ts";
import { characterOffset } from "../base/character-offset.ts";
import { once } from "../base/once.ts";
import type { Column } from "../compile/types.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { Flow } from "../sql/lineage/flow.ts";
import type { BaseTable, Lineage } from "../sql/lineage/lineage.ts";
import { type TraceResult, traceFlow } from "../sql/lineage/trace-lineage.ts";
import { type RowFacts, traceRows } from "../sql/lineage/trace-rows.ts";
import { type RefusedStatement, readPlan } from "../sql/plan/read-plan.ts";
import { type BoundTable, readTable, readTableColumns, tablePrefix } from "../sql/plan/read-table.ts";
import { askEach } from "./ask-each.ts";
import { isRefusal } from "./binder.ts";
import { rowsOf } from "./rows-of.ts";
import { traceFileReads } from "./trace-file-reads.ts";

/** What the binder makes of a SELECT. */
export type BoundStatement =
  | {
      readonly kind: "bound";
      readonly columns: readonly Column[];
      /** Worked out when it is first asked for: it takes longer than all the rest. */
      readonly trace: () => Trace;
    }
  | { readonly kind: "refused"; readonly error: EngineError };

export type Trace =
  | {
      readonly kind: "traced";
      readonly lineage: Lineage;
      /** The table whose rows these are, each of them at most once. */
      readonly only?: BaseTable;
      readonly facts?: RowFacts;
      /** From which rows the rows are made, where that was asked. */
      readonly flow?: Flow;
    }
  | { readonly kind: "untraceable"; readonly what: string };

/**
 * Binds SELECTs that do not depend on each other, in one round trip: the plan of the table that each would become tells all.
 *
 * @param isFollowed of which to tell from which rows their rows are made
 */
export async function bindStatements(
  selects: readonly string[],
  session: Session,
  dialect: Dialect,
  isFollowed: (index: number) => boolean = () => false,
): Promise<readonly BoundStatement[]> {
  const plans = await readPlans(
    selects.map((select) => tablePrefix + select),
    session,
    dialect,
  );
  const bound: BoundStatement[] = [];
  for (const [index, sql] of selects.entries())
    bound.push(await bindStatement(sql, plans[index] ?? "", isFollowed(index), session, dialect));
  return bound;
}

/** The bound plans of statements as JSON, in order; what cannot be bound has its error there. */
export async function readPlans(
  selects: readonly string[],
  session: Session,
  dialect: Dialect,
): Promise<readonly string[]> {
  const call = "json_serialize_plan(text, optimize := false, skip_null := true, skip_empty := false)";
  return askEach(selects, call, session, dialect);
}

/** True for a plan's JSON that is an error instead. */
export function isRefused(plan: string): boolean {
  return plan.startsWith('{"error":true');
}

/** The engine's error that stands in the place of a plan; undefined where it is only that the plan cannot be written down. */
export function refusalOf(plan: string, sql: string): EngineError | undefined {
  const found = readPlan(plan);
  return found.kind === "refused" && !isOfSerialisation(found) ? errorOf(found, sql) : undefined;
}

async function bindStatement(
  sql: string,
  plan: string,
  isFollowed: boolean,
  session: Session,
  dialect: Dialect,
): Promise<BoundStatement> {
  const listed = readTableColumns(plan);
  if (listed) return { kind: "bound", columns: listed, trace: once(() => traceOf(planOf(plan), isFollowed)) };
  const found = readTable(plan);
  if (found.kind === "table") {
    const trace = traceOf(found.plan, isFollowed);
    return { kind: "bound", columns: found.columns, trace: () => trace };
  }
  if (found.kind === "refused" && !isOfSerialisation(found))
    return { kind: "refused", error: errorOf(found, sql) };
  try {
    const columns = await session.describe(sql);
    const readsFiles = found.kind === "untraceable" && /^read_/.test(found.what);
    const trace = readsFiles
      ? asTrace(await traceFileReads(sql, session, dialect))
      : traceOf(found, isFollowed);
    return { kind: "bound", columns, trace: () => trace };
  } catch (error) {
    if (isRefusal(error)) return { kind: "refused", error };
    throw error;
  }
}

/** Some errors are of writing the plan down; whether the statement can be bound is told by describing it. */
function isOfSerialisation({ category, message }: RefusedStatement): boolean {
  return category === "internal" || /Serialize not implemented|not serializable/i.test(message);
}

function planOf(text: string): BoundTable["plan"] | RefusedStatement {
  const found = readTable(text);
  return found.kind === "table" ? found.plan : found;
}

function traceOf(found: BoundTable["plan"] | RefusedStatement, isFollowed: boolean): Trace {
  if (found.kind === "refused") return { kind: "untraceable", what: "its plan cannot be written down" };
  if (found.kind === "untraceable") return { kind: "untraceable", what: found.what };
  const { trace, facts } = traceRows(found.plan);
  const only = rowsOf(found.plan);
  const traced = asTrace(trace, facts);
  if (traced.kind !== "traced") return traced;
  const flow = isFollowed ? traceFlow(found.plan) : undefined;
  return { ...traced, ...(only && { only }), ...(flow && { flow }) };
}

function asTrace(found: TraceResult, facts?: RowFacts): Trace {
  return found.kind === "traced"
    ? { kind: "traced", lineage: found, ...(facts && { facts }), ...(found.flow && { flow: found.flow }) }
    : { kind: "untraceable", what: found.what };
}

/** The words of other failures of the engine, which start with the category. */
function errorOf({ category, message, position }: RefusedStatement, sql: string): EngineError {
  const name = category.charAt(0).toUpperCase() + category.slice(1);
  return new EngineError(`${name} Error: ${message}`, {
    sql,
    category,
    ...(position !== undefined && { position: characterOffset(sql, position) }),
  });
}
