import type { DuckDBInstance } from "@duckdb/node-api";
import { CompiledQuery, type Driver, type TransactionSettings } from "kysely";
import { DiagnosticError, diagnose } from "../../../base/diagnostic.ts";
import { loadNodeApi } from "../node-api.ts";
import { KyselyConnection } from "./connection.ts";

export interface DuckDbDialectConfig {
  /** An open database, which stays the caller's to close, or how to open one, which the driver then closes itself. */
  readonly database: DuckDBInstance | (() => Promise<DuckDBInstance>);
  /** Called once for every connection, before its first statement: for what DuckDB keeps a connection (settings, variables). */
  readonly onCreateConnection?: (connection: KyselyConnection) => Promise<void>;
}

const idleAtMost = 4;

/**
 * Connections of one database: as many as run at once, so that whoever waits inside a transaction for something outside of it gets one. The
 * last released is the first taken, so that statements in a row share a connection; temporary tables and settings are safe only inside
 * `db.connection()` and transactions.
 */
export class DuckDbDriver implements Driver {
  private readonly config: DuckDbDialectConfig;
  private readonly open = new Set<KyselyConnection>();
  private readonly idle: KyselyConnection[] = [];
  private loaded: Promise<Loaded> | undefined;

  constructor(config: DuckDbDialectConfig) {
    this.config = config;
  }

  async init(): Promise<void> {
    await this.load();
  }

  async acquireConnection(): Promise<KyselyConnection> {
    return this.idle.pop() ?? this.connect();
  }

  async releaseConnection(connection: KyselyConnection): Promise<void> {
    if (this.idle.length < idleAtMost) this.idle.push(connection);
    else this.close(connection);
  }

  async beginTransaction(
    connection: KyselyConnection,
    { isolationLevel, accessMode }: TransactionSettings,
  ): Promise<void> {
    if (isolationLevel !== undefined && isolationLevel !== "snapshot")
      throw new DiagnosticError([diagnose("Q1111", { level: isolationLevel })]);
    await connection.executeQuery(CompiledQuery.raw(`begin transaction ${accessMode ?? ""}`.trim()));
    connection.inTransaction = true;
  }

  async commitTransaction(connection: KyselyConnection): Promise<void> {
    // A commit that fails has rolled back.
    connection.inTransaction = false;
    await connection.executeQuery(CompiledQuery.raw("commit"));
  }

  async rollbackTransaction(connection: KyselyConnection): Promise<void> {
    if (!connection.inTransaction) return;
    connection.inTransaction = false;
    await connection.executeQuery(CompiledQuery.raw("rollback"));
  }

  async savepoint(): Promise<void> {
    throw new DiagnosticError([diagnose("Q1112", {})]);
  }

  async rollbackToSavepoint(): Promise<void> {
    throw new DiagnosticError([diagnose("Q1112", {})]);
  }

  async releaseSavepoint(): Promise<void> {
    throw new DiagnosticError([diagnose("Q1112", {})]);
  }

  async destroy(): Promise<void> {
    for (const connection of [...this.open]) this.close(connection);
    this.idle.length = 0;
    const { instance } = await this.load();
    if (typeof this.config.database === "function") instance.closeSync();
  }

  private load(): Promise<Loaded> {
    this.loaded ??= loadDatabase(this.config);
    return this.loaded;
  }

  private async connect(): Promise<KyselyConnection> {
    const { api, instance } = await this.load();
    const raw = await instance.connect();
    // Errors come as data, with their category and place.
    await raw.run("set session errors_as_json = true");
    const connection = new KyselyConnection(api, raw);
    this.open.add(connection);
    await this.config.onCreateConnection?.(connection);
    return connection;
  }

  private close(connection: KyselyConnection): void {
    this.open.delete(connection);
    connection.close();
  }
}

type Loaded = Pick<Awaited<ReturnType<typeof loadNodeApi>>, "api"> & { readonly instance: DuckDBInstance };

async function loadDatabase({ database }: DuckDbDialectConfig): Promise<Loaded> {
  const { api } = await loadNodeApi();
  return { api, instance: typeof database === "function" ? await database() : database };
}
