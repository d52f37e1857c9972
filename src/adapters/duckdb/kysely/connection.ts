import type * as NodeApi from "@duckdb/node-api";
import type { DuckDBConnection, DuckDBMaterializedResult, DuckDBPreparedStatement } from "@duckdb/node-api";
import type { CompiledQuery, DatabaseConnection, QueryResult } from "kysely";
import { EngineError } from "../../adapter.ts";
import { engineFailure } from "../engine-failure.ts";
import { memoryScalars, plainChunk, plainRows } from "../plain-values.ts";
import { bindValues } from "./bind-values.ts";

/** A connection of DuckDB for Kysely, which gives it one statement at a time. */
export class KyselyConnection implements DatabaseConnection {
  private readonly api: typeof NodeApi;
  private readonly connection: DuckDBConnection;
  /** Between begin and its end, which a commit that fails is too. */
  inTransaction = false;

  constructor(api: typeof NodeApi, connection: DuckDBConnection) {
    this.api = api;
    this.connection = connection;
  }

  /**
   * Rows as `memoryScalars` has them. `numAffectedRows` is what INSERT, UPDATE, DELETE and MERGE changed, unless they return rows. A statement
   * of `sql` without values may be several; the rows are then those of one of them.
   */
  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    try {
      return this.plainResult(await this.run(sql, parameters));
    } catch (error) {
      throw failure(error, sql);
    }
  }

  /**
   * Rows as the engine makes them, chunk by chunk (up to 2,048 rows, whatever chunk size is asked for), so that memory stays bounded. Inside a
   * transaction Kysely lets other statements wait until the stream has ended: one that the loop over the stream waits for never runs.
   */
  async *streamQuery<R>({ sql, parameters }: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    let open = false;
    try {
      const result = await this.prepared(sql, parameters, (statement) => statement.stream());
      open = true;
      const names = result.deduplicatedColumnNames();
      for (;;) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) break;
        yield { rows: plainChunk(chunk, names, memoryScalars) as R[] };
      }
      open = false;
    } catch (error) {
      open = false;
      throw failure(error, sql);
    } finally {
      // Left early, the result stays open, and with it what it reads, until something else runs.
      if (open) await this.connection.run("select 1");
    }
  }

  close(): void {
    this.connection.disconnectSync();
  }

  private plainResult<R>(result: DuckDBMaterializedResult): QueryResult<R> {
    const { QUERY_RESULT, CHANGED_ROWS } = this.api.ResultReturnType;
    if (result.returnType === QUERY_RESULT) return { rows: plainRows(result, memoryScalars) as R[] };
    if (result.returnType !== CHANGED_ROWS) return { rows: [] };
    return { rows: [], numAffectedRows: BigInt(result.rowsChanged) };
  }

  private run(sql: string, parameters: readonly unknown[]): Promise<DuckDBMaterializedResult> {
    if (parameters.length === 0) return this.connection.run(sql);
    return this.prepared(sql, parameters, (statement) => statement.run());
  }

  private async prepared<T>(
    sql: string,
    parameters: readonly unknown[],
    use: (statement: DuckDBPreparedStatement) => Promise<T>,
  ): Promise<T> {
    const statement = await this.connection.prepare(sql);
    try {
      bindValues(this.api, statement, parameters);
      return await use(statement);
    } finally {
      statement.destroySync();
    }
  }
}

function failure(error: unknown, sql: string): EngineError {
  if (error instanceof TypeError) return new EngineError(error.message, { sql, category: "binding" });
  return engineFailure(error, sql);
}
