import type * as NodeApi from "@duckdb/node-api";
import type { DuckDBConnection, DuckDBMaterializedResult, DuckDBResult } from "@duckdb/node-api";
import type { CompiledQuery, DatabaseConnection, QueryResult } from "kysely";
import { DiagnosticError, diagnose } from "../../../base/diagnostic.ts";
import { EngineError } from "../../adapter.ts";
import { engineFailure } from "../engine-failure.ts";
import { memoryScalars, plainChunk, plainRows } from "../plain-values.ts";
import { bindValues } from "./bind-values.ts";

/** A connection of DuckDB for Kysely. Statements on it run one after another. */
export class KyselyConnection implements DatabaseConnection {
  private tail: Promise<unknown> = Promise.resolve();
  private streaming = false;
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
    const result = await this.next(sql, () => this.run(sql, parameters));
    const { QUERY_RESULT, CHANGED_ROWS } = this.api.ResultReturnType;
    if (result.returnType === QUERY_RESULT) return { rows: plainRows(result, memoryScalars) as R[] };
    if (result.returnType !== CHANGED_ROWS) return { rows: [] };
    return { rows: [], numAffectedRows: BigInt(result.rowsChanged) };
  }

  /**
   * Rows as the engine makes them, chunk by chunk (up to 2,048 rows, whatever `chunkSize` asks for), so that memory stays bounded. Until the
   * stream ends no other statement runs on this connection: it would end the stream, which would then look complete.
   */
  async *streamQuery<R>({ sql, parameters }: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    const result = await this.next(sql, () => {
      this.streaming = true;
      return this.startStream(sql, parameters);
    });
    let ended = false;
    try {
      const names = result.deduplicatedColumnNames();
      for (;;) {
        const chunk = await result.fetchChunk();
        ended = chunk === null || chunk.rowCount === 0;
        if (chunk === null || ended) return;
        yield { rows: plainChunk(chunk, names, memoryScalars) as R[] };
      }
    } catch (error) {
      ended = true;
      throw engineFailure(error, sql);
    } finally {
      // Left early, the result stays open, and with it what it reads, until something else runs.
      if (!ended) await this.connection.run("select 1");
      this.streaming = false;
    }
  }

  close(): void {
    this.connection.disconnectSync();
  }

  private next<T>(sql: string, start: () => Promise<T>): Promise<T> {
    const run = async () => {
      if (this.streaming) throw new DiagnosticError([diagnose("Q1113", {}, { sql })]);
      try {
        return await start();
      } catch (error) {
        throw error instanceof TypeError
          ? new EngineError(error.message, { sql, category: "binding" })
          : engineFailure(error, sql);
      }
    };
    const done = this.tail.then(run);
    // The next statement waits for this one whether it fails or not; the failure itself goes to the caller.
    this.tail = done.catch(() => undefined);
    return done;
  }

  private async run(sql: string, parameters: readonly unknown[]): Promise<DuckDBMaterializedResult> {
    if (parameters.length === 0) return this.connection.run(sql);
    return this.prepared(sql, parameters, (statement) => statement.run());
  }

  private async startStream(sql: string, parameters: readonly unknown[]): Promise<DuckDBResult> {
    try {
      return await this.prepared(sql, parameters, (statement) => statement.stream());
    } catch (error) {
      this.streaming = false;
      throw error;
    }
  }

  private async prepared<T>(
    sql: string,
    parameters: readonly unknown[],
    use: (statement: NodeApi.DuckDBPreparedStatement) => Promise<T>,
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
