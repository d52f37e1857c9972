import { EngineError, type Session, UnfitValueError } from "../../../adapters/adapter.ts";
import { DiagnosticError, diagnose } from "../../../base/diagnostic.ts";
import type { CompiledNode, Situation } from "../../../compile/types.ts";
import type { RelationNode } from "../../../graph/types.ts";
import type { Dialect } from "../../../sql/dialect.ts";
import type { Relation } from "../../../sql/relation.ts";
import { checkInterrupted, type Execution, Interrupted } from "../execution.ts";
import { openReader } from "./open-reader.ts";
import { readResult } from "./read-result.ts";

/** A temporary table that takes the rows of a node before its statements run. */
export interface Staging {
  readonly relation: Relation;
  /** The node with the rows of the table in the place of its SELECT. */
  readonly node: CompiledNode;
}

/** Where the rows of a node are gathered; undefined for nodes that are statements. */
export function stagingOf(
  node: CompiledNode,
  { scratch }: Pick<Situation, "scratch">,
  dialect: Dialect,
): Staging | undefined {
  if (!node.rows) return undefined;
  const relation = { database: "temp", schema: "main", name: `${scratch}_rows` };
  return { relation, node: { ...node, select: `select * from ${dialect.renderRelation(relation)}` } };
}

/**
 * Computes the rows of a node and gathers them in its staging table, in the transaction of the session. What the function reads comes over
 * other connections: it sees what is published.
 */
export async function stageRows(
  { relation, node }: Staging,
  graphNode: RelationNode,
  { existing, fullRefresh }: Pick<Situation, "existing" | "fullRefresh">,
  session: Session,
  execution: Execution,
): Promise<void> {
  const { context, dialect, pool } = execution;
  const { rows } = node;
  if (!rows || !context.rows) throw new Error(`${node.id} has no function that computes its rows`);
  const list = rows.columns.map(({ name, type }) => `${dialect.quoteName(name)} ${type}`).join(", ");
  await session.run(`create or replace temp table ${dialect.renderRelation(relation)} (${list})`);
  const hasTable = existing?.kind === "table" && node.relation !== null;
  const own = hasTable
    ? `select * from ${dialect.renderRelation(node.relation)}`
    : `select ${rows.columns.map(({ name, type }) => `cast(NULL as ${type}) as ${dialect.quoteName(name)}`).join(", ")} where false`;
  const owner = { name: graphNode.name, span: graphNode.span };
  try {
    const returned = context.rows.call(node.id, {
      incremental: node.materialized === "incremental" && hasTable && !fullRefresh,
      reader: (key) => {
        const select = rows.reads[key];
        return select === undefined ? undefined : openReader(select, pool);
      },
      self: openReader(own, pool),
    });
    const batches = readResult(returned, rows.columns, owner);
    await session.appendBatches(relation, untilInterrupted(batches, execution));
  } catch (error) {
    if (error instanceof DiagnosticError || error instanceof EngineError || error instanceof Interrupted)
      throw error;
    if (error instanceof UnfitValueError) throw describeUnfit(error, node, graphNode);
    throw new DiagnosticError([context.rows.describe(node.id, error)]);
  }
}

async function* untilInterrupted<T>(batches: AsyncIterable<T>, execution: Execution): AsyncGenerator<T> {
  for await (const batch of batches) {
    checkInterrupted(execution);
    yield batch;
  }
}

/** Drops the staging table once its rows are where they belong. */
export async function dropStaging({ relation }: Staging, session: Session, dialect: Dialect): Promise<void> {
  await session.run(`drop table if exists ${dialect.renderRelation(relation)}`);
}

function describeUnfit(
  error: UnfitValueError,
  { rows }: CompiledNode,
  { name, span }: RelationNode,
): DiagnosticError {
  const column = rows?.columns[error.column];
  const parameters = {
    model: name,
    column: column?.name ?? "",
    type: column?.type ?? error.type,
    row: error.row + 1,
    value: renderValue(error.value),
    reason: error.message,
  };
  return new DiagnosticError([diagnose("Q1015", parameters, { span })]);
}

function renderValue(value: unknown): string {
  if (typeof value === "bigint" || typeof value === "number") return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "an invalid Date" : value.toISOString();
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
