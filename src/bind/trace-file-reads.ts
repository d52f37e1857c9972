import { randomUUID } from "node:crypto";
import type { Session } from "../adapters/adapter.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { BaseTable, TableFunction } from "../sql/lineage/lineage.ts";
import { type TraceResult, traceLineage } from "../sql/lineage/trace-lineage.ts";
import { findFileReads, replaceFileReads } from "../sql/plan/file-reads.ts";
import { readPlan } from "../sql/plan/read-plan.ts";

/** Of the binder's database, for the tables that stand for files; made when that is opened, since connections would get in each other's way. */
export const filesSchema = "quern files";

/**
 * The lineage of a SELECT that reads CSV or JSON files by itself: the engine binds it, but cannot write its plan down. An empty table of the
 * same columns is put in the place of each file, and the statement that this makes is traced.
 */
export async function traceFileReads(sql: string, session: Session, dialect: Dialect): Promise<TraceResult> {
  const ask = async (call: string): Promise<string> => {
    const [row] = await session.rows(`select ${call} as answer`);
    return String(row?.answer);
  };
  const literal = dialect.renderString;
  const tree = await ask(`json_serialize_sql(${literal(sql)}, skip_null := true, skip_empty := false)`);
  const reads = findFileReads(tree);
  // Another connection may be doing the same.
  const mark = randomUUID();
  const tables = reads.map((_, index) => `${mark} ${index}`);
  for (const [index, { select }] of reads.entries()) {
    const relation = dialect.renderRelation({ schema: filesSchema, name: tables[index] ?? "" });
    const text = await ask(`json_deserialize_sql(${literal(select)})`);
    await session.run(`create or replace table ${relation} as ${text} limit 0`);
  }
  const replaced = await ask(
    `json_deserialize_sql(${literal(replaceFileReads(tree, reads, filesSchema, tables))})`,
  );
  const plan = readPlan(
    await ask(
      `json_serialize_plan(${literal(replaced)}, optimize := false, skip_null := true, skip_empty := false)`,
    ),
  );
  if (plan.kind === "refused") return { kind: "untraceable", what: "what it reads of files" };
  if (plan.kind === "untraceable") return plan;
  const standsFor = (table: BaseTable): TableFunction | undefined =>
    table.schema === filesSchema ? reads[tables.indexOf(table.table)] : undefined;
  return traceLineage(plan.plan, { standsFor, withFlow: true });
}
