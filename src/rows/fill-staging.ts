import { type ColumnBatch, EngineError, type Session, UnfitValueError } from "../adapters/adapter.ts";
import { DiagnosticError, diagnose } from "../base/diagnostic.ts";
import type { CompiledRows } from "../compile/types.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { Relation } from "../sql/relation.ts";
import { openReader, type ReadBatches } from "./open-reader.ts";
import { type RowsOwner, readResult } from "./read-result.ts";
import type { RowsCaller, RowsReading } from "./rows-caller.ts";
import type { Staging } from "./staging.ts";

/** The call of a function that computes rows. */
export interface RowsWork extends Pick<RowsReading, "incremental" | "vars"> {
  readonly staging: Staging;
  readonly owner: RowsOwner;
  readonly caller: RowsCaller;
  /** The node's own table; undefined where there is none. */
  readonly own: Relation | undefined;
  /** How the function reads. */
  readonly read: ReadBatches;
  /** What its rows go through on their way into the table. The session is free until the promise is kept, and busy with writing then. */
  readonly through: (batches: AsyncIterable<ColumnBatch>) => Promise<AsyncIterable<ColumnBatch>>;
}

/**
 * Computes the rows of a node and gathers them in its staging table, on the session. Throws a DiagnosticError where the function throws, or
 * where what it returns does not fit the declared columns.
 */
export async function fillStaging(work: RowsWork, session: Session, dialect: Dialect): Promise<void> {
  const { staging, owner, through } = work;
  const { columns } = staging.node.rows;
  const list = columns.map(({ name, type }) => `${dialect.quoteName(name)} ${type}`).join(", ");
  await session.run(`create or replace temp table ${dialect.renderRelation(staging.relation)} (${list})`);
  try {
    await session.appendBatches(staging.relation, await through(computeRows(work, dialect)));
  } catch (error) {
    if (error instanceof UnfitValueError) throw describeUnfit(error, columns, owner);
    throw error;
  }
}

/** The rows of the function. What it throws, at once or while its rows are read, is told at its place. */
async function* computeRows(work: RowsWork, dialect: Dialect): AsyncGenerator<ColumnBatch> {
  const { staging, owner, caller, incremental, vars, read } = work;
  const { id, rows } = staging.node;
  try {
    const returned = caller.call(id, {
      incremental,
      ...(vars && { vars }),
      reader: (key) => {
        const select = rows.reads[key];
        return select === undefined ? undefined : openReader(select, read);
      },
      self: openReader(ownSelect(work, dialect), read),
    });
    yield* readResult(returned, rows.columns, owner);
  } catch (error) {
    if (error instanceof DiagnosticError || error instanceof EngineError) throw error;
    throw new DiagnosticError([caller.describe(id, error)]);
  }
}

/** Without a table of its own, a node has the declared columns and no rows. */
function ownSelect({ own, staging }: RowsWork, dialect: Dialect): string {
  if (own) return `select * from ${dialect.renderRelation(own)}`;
  const casts = staging.node.rows.columns.map(
    ({ name, type }) => `cast(NULL as ${type}) as ${dialect.quoteName(name)}`,
  );
  return `select ${casts.join(", ")} where false`;
}

function describeUnfit(
  error: UnfitValueError,
  columns: CompiledRows["columns"],
  { name, span }: RowsOwner,
): DiagnosticError {
  const column = columns[error.column];
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
