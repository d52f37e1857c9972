import { DialectAdapterBase } from "kysely";

/** What DuckDB can do, for Kysely. */
export class DuckDbAdapter extends DialectAdapterBase {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  override get supportsReturning(): boolean {
    return true;
  }

  /** Nothing to lock: one process writes a DuckDB file, and Kysely migrates in one transaction. */
  override async acquireMigrationLock(): Promise<void> {}

  override async releaseMigrationLock(): Promise<void> {}
}
