import { sep } from "node:path";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { type Diagnostic, DiagnosticError, diagnose } from "../../base/diagnostic.ts";
import { duckdbDialect } from "../../sql/duckdb-dialect.ts";
import type { OpenOptions, Warehouse } from "../adapter.ts";
import { moveLog } from "./close-file.ts";
import { engineFailure } from "./engine-failure.ts";
import { DuckDbSession } from "./session.ts";
import { openShared, type SharedFile } from "./shared-files.ts";

/** Opens a DuckDB database and sets it up: UTC, extensions, settings. Throws a DiagnosticError. */
export async function openWarehouse(options: OpenOptions): Promise<Warehouse> {
  const file = await openShared(options);
  try {
    const localSettings = await setUp(file, options);
    return new DuckDbWarehouse(file, options.baseFolder, [
      `set variable project_folder = ${folderLiteral(options)}`,
      ...localSettings,
    ]);
  } catch (error) {
    await file.release();
    throw error;
  }
}

class DuckDbWarehouse implements Warehouse {
  readonly dialect = duckdbDialect;
  private readonly sessions = new Set<DuckDbSession>();
  private readonly file: SharedFile;
  private readonly onConnect: string;
  private readonly baseFolder: string;
  private flushing: Promise<void> | undefined;

  constructor(file: SharedFile, baseFolder: string, onConnect: readonly string[]) {
    this.file = file;
    this.baseFolder = baseFolder;
    this.onConnect = onConnect.join("; ");
  }

  async connect(): Promise<DuckDbSession> {
    const connection = await connectTo(this.file.instance);
    await connection.run(this.onConnect);
    const session = new DuckDbSession(connection, this.baseFolder, (closed) => this.sessions.delete(closed));
    this.sessions.add(session);
    return session;
  }

  startFlush(): void {
    this.flushing ??= moveLog(this.file.instance);
  }

  async close(): Promise<void> {
    for (const session of [...this.sessions]) {
      session.interrupt();
      session.close();
      await session.settled();
    }
    await this.flushing;
    await this.file.release();
  }
}

function connectTo(instance: DuckDBInstance): Promise<DuckDBConnection> {
  return instance.connect();
}

/** @returns statements for every connection: settings that DuckDB keeps a connection. */
async function setUp(file: SharedFile, options: OpenOptions): Promise<string[]> {
  const connection = await connectTo(file.instance);
  try {
    const local: string[] = [];
    if (file.fresh) {
      await connection.run("set global TimeZone = 'UTC'");
      // What has been written moves into the file at the end (`startFlush`): in between everybody would have to wait for it.
      await connection.run("set global checkpoint_threshold = '256MB'");
      for (const name of options.extensions ?? []) await loadExtension(connection, name);
    }
    for (const [name, value] of Object.entries(options.settings ?? {})) {
      const isLocal = await applySetting(connection, name, value);
      if (isLocal) local.push(setStatement("session", name, value));
    }
    return local;
  } finally {
    connection.disconnectSync();
  }
}

async function loadExtension(connection: DuckDBConnection, name: string): Promise<void> {
  const quoted = duckdbDialect.renderString(name);
  try {
    await connection.run(`load ${quoted}`);
  } catch {
    // Not on this machine yet: it is downloaded, and only then is a failure one.
    try {
      await connection.run(`install ${quoted}; load ${quoted}`);
    } catch (error) {
      throw refused(diagnose("Q0507", { name }, { cause: engineFailure(error, "").message }));
    }
  }
}

/** @returns whether the setting is one of a connection. */
async function applySetting(connection: DuckDBConnection, name: string, value: string): Promise<boolean> {
  try {
    await connection.run(setStatement("global", name, value));
    return false;
  } catch (error) {
    const { message } = engineFailure(error, "");
    if (!/cannot be set globally/i.test(message))
      throw refused(diagnose("Q0506", { name, value }, { cause: message }));
  }
  try {
    await connection.run(setStatement("session", name, value));
    return true;
  } catch (error) {
    throw refused(diagnose("Q0506", { name, value }, { cause: engineFailure(error, "").message }));
  }
}

function refused(diagnostic: Diagnostic): DiagnosticError {
  return new DiagnosticError([diagnostic]);
}

function setStatement(scope: "global" | "session", name: string, value: string): string {
  return `set ${scope} ${duckdbDialect.quoteName(name)} = ${duckdbDialect.renderString(value)}`;
}

/** COPY does not look along file_search_path: statements that write say `getvariable('project_folder') || 'exports/x.csv'`. */
function folderLiteral(options: OpenOptions): string {
  const folder = options.baseFolder;
  return duckdbDialect.renderString(folder === "" || folder.endsWith(sep) ? folder : folder + sep);
}
