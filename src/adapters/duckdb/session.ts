import type { DuckDBConnection, DuckDBMaterializedResult, DuckDBResult } from "@duckdb/node-api";
import { duckdbDialect } from "../../sql/duckdb-dialect.ts";
import type { Relation } from "../../sql/relation.ts";
import {
  type ColumnBatch,
  EngineError,
  type RelationInfo,
  type Row,
  type Session,
  UnfitValueError,
} from "../adapter.ts";
import { appendBatches } from "./batches/append-batches.ts";
import { type NamedBatch, readBatches } from "./batches/read-batches.ts";
import { canonicalOf } from "./canonical.ts";
import { engineFailure } from "./engine-failure.ts";
import { plainRows } from "./plain-values.ts";
import { makeFolderFor, publishFiles } from "./written-files.ts";

/** A connection of DuckDB. Statements given while one runs wait for it. */
export class DuckDbSession implements Session {
  private tail: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  private inTransaction = false;
  private closed = false;
  private interrupting: NodeJS.Timeout | undefined;
  /** Ends a stream that somebody has begun to read and not read to its end. */
  private endStream: () => void = () => {};
  private readonly connection: DuckDBConnection;
  private readonly onClose: (session: DuckDbSession) => void;

  private readonly baseFolder: string;

  constructor(connection: DuckDBConnection, baseFolder: string, onClose: (session: DuckDbSession) => void) {
    this.connection = connection;
    this.baseFolder = baseFolder;
    this.onClose = onClose;
  }

  async run(sql: string): Promise<{ readonly rowsChanged: number }> {
    return { rowsChanged: rowsChangedBy(await this.query(sql)) };
  }

  async rows(sql: string): Promise<readonly Row[]> {
    return plainRows(await this.query(sql));
  }

  async *readBatches(select: string, size: number): AsyncGenerator<NamedBatch> {
    // The session is held until the reader is done with it: another statement would end the stream.
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.endStream = release;
    const result = await new Promise<DuckDBResult>((resolve, reject) => {
      this.hold(select, async () => {
        resolve(await this.connection.stream(select));
        await held;
      }).catch(reject);
    });
    try {
      yield* readBatches(result, size);
    } catch (error) {
      throw error instanceof EngineError ? error : engineFailure(error, select);
    } finally {
      release();
    }
  }

  async appendBatches(relation: Relation, batches: AsyncIterable<ColumnBatch>): Promise<number> {
    const told = `-- rows into ${duckdbDialect.renderRelation(relation)}`;
    // What the batches throw comes from whoever makes them, and is left as it is.
    let failure: { readonly error: unknown } | undefined;
    const watched = async function* () {
      try {
        yield* batches;
      } catch (error) {
        failure = { error };
        throw error;
      }
    };
    try {
      return await this.hold(told, () => appendBatches(this.connection, relation, watched()));
    } catch (error) {
      throw failure ? failure.error : error;
    }
  }

  async begin(): Promise<void> {
    await this.query("begin transaction");
    this.inTransaction = true;
  }

  async commit(): Promise<void> {
    // A commit that fails has rolled back.
    this.inTransaction = false;
    await this.query("commit");
  }

  /** Does nothing where no transaction is open, so that it can be called after any failure. */
  async rollback(): Promise<void> {
    if (!this.inTransaction) return;
    this.inTransaction = false;
    await this.query("rollback");
  }

  /** The engine forgets an interrupt that comes while a statement is being started: it is told again until the statement has ended. */
  interrupt(): void {
    if (this.closed || this.waiting === 0) return;
    this.connection.interrupt();
    this.interrupting ??= setInterval(() => this.connection.interrupt(), 50);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.endStream();
    this.onClose(this);
    if (this.waiting === 0) this.connection.disconnectSync();
  }

  async makeFolderFor(path: string): Promise<void> {
    await makeFolderFor(this.baseFolder, path);
  }

  async publishFiles(from: string, to: string): Promise<void> {
    await publishFiles(this.baseFolder, from, to);
  }

  /** Resolves when no statement runs any more. */
  async settled(): Promise<void> {
    await this.tail;
  }

  async relations(schemas?: readonly string[]): Promise<readonly RelationInfo[]> {
    const wanted =
      schemas === undefined
        ? ""
        : ` and schema_name in (${schemas.map(duckdbDialect.renderString).join(", ")})`;
    if (schemas?.length === 0) return [];
    const rows = await this.rows(
      `select schema_name, table_name as name, 'table' as kind, estimated_size as size from duckdb_tables()
       where database_name = current_database() and not temporary and not internal${wanted}
       union all
       select schema_name, view_name, 'view', null from duckdb_views()
       where database_name = current_database() and not temporary and not internal${wanted}
       order by 1, 2`,
    );
    return rows.map((row) => ({
      relation: { schema: String(row.schema_name), name: String(row.name) },
      kind: row.kind as "table" | "view",
      ...(row.size !== null && { rows: Number(row.size) }),
    }));
  }

  async columns(relation: Relation): Promise<readonly { readonly name: string; readonly type: string }[]> {
    try {
      return await this.describeAfter("describe ", duckdbDialect.renderRelation(relation));
    } catch (error) {
      // A relation that is not there, and a view whose tables are gone: neither has columns that could be read.
      if (error instanceof EngineError && ["catalog", "binder"].includes(error.category)) return [];
      throw error;
    }
  }

  async describe(select: string): Promise<readonly { readonly name: string; readonly type: string }[]> {
    return this.describeAfter("describe ", select);
  }

  async canonical(select: string): Promise<{ readonly hash: string; readonly volatile: boolean } | null> {
    const [row] = await this.rows(`select json_serialize_sql(${duckdbDialect.renderString(select)}) as tree`);
    return canonicalOf(String(row?.tree));
  }

  async canonicalAll(
    selects: readonly string[],
  ): Promise<readonly ({ readonly hash: string; readonly volatile: boolean } | null)[]> {
    const found: ({ readonly hash: string; readonly volatile: boolean } | null)[] = [];
    for (let start = 0; start < selects.length; start += 500) {
      const texts = selects.slice(start, start + 500).map((select) => duckdbDialect.renderString(select));
      const rows = await this.rows(
        `select json_serialize_sql(list[i]) as tree from (select [${texts.join(", ")}] as list), range(1, ${texts.length + 1}) as numbers(i) order by i`,
      );
      for (const row of rows) found.push(canonicalOf(String(row.tree)));
    }
    return found;
  }

  private async describeAfter(
    prefix: string,
    statement: string,
  ): Promise<readonly { readonly name: string; readonly type: string }[]> {
    const rows = plainRows(await this.query(prefix + statement, { statement, prefix: prefix.length }));
    return rows.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
  }

  private query(
    sql: string,
    told: { readonly statement: string; readonly prefix: number } = { statement: sql, prefix: 0 },
  ): Promise<DuckDBMaterializedResult> {
    return this.hold(told.statement, () => this.connection.run(sql), told.prefix);
  }

  /** Lets `work` use the connection once all before it are done. What it throws is an EngineError. */
  private hold<T>(sql: string, work: () => Promise<T>, prefix = 0): Promise<T> {
    if (this.closed) return Promise.reject(new EngineError("the session is closed", { sql }));
    const start = () => work();
    const running = this.waiting === 0 ? start() : this.tail.then(start);
    this.waiting += 1;
    const finish = () => {
      this.waiting -= 1;
      clearInterval(this.interrupting);
      this.interrupting = undefined;
      if (this.closed && this.waiting === 0) this.connection.disconnectSync();
    };
    const done = running.then(
      (result) => {
        finish();
        return result;
      },
      (error: unknown) => {
        finish();
        throw isOurs(error) ? error : engineFailure(error, sql, prefix);
      },
    );
    // The next statement waits for this one whether it fails or not; the failure itself goes to the caller.
    this.tail = done.catch(() => undefined);
    return done;
  }
}

function isOurs(error: unknown): boolean {
  return error instanceof EngineError || error instanceof UnfitValueError;
}

/** CREATE TABLE AS tells its rows in a result of one column, `Count`, where other statements tell them aside. */
function rowsChangedBy(result: DuckDBMaterializedResult): number {
  const changed = result.rowsChanged;
  if (changed > 0 || result.rowCount !== 1 || result.columnCount !== 1) return changed;
  if (result.columnName(0) !== "Count" || result.returnType === queryResult) return 0;
  return Number(result.getChunk(0).getColumnVector(0).getItem(0) ?? 0);
}

/** `ResultReturnType.QUERY_RESULT` of node-api. */
const queryResult = 3;
