import { EngineError, type Session } from "../../adapters/adapter.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { renderStateTable } from "./tables.ts";
import { type PublishedNode, type RunStamp, renderPublish } from "./write-state.ts";

/** Rows wait for so many of them, or so many milliseconds. */
const enough = { rows: 100, milliseconds: 1000 };

/** Rows of the state that wait to be written; why they may is said in underway.ts. */
export class DeferredState {
  private rows: PublishedNode[] = [];
  private since = performance.now();

  add(node: PublishedNode): void {
    this.rows.push(node);
  }

  /** True where enough rows wait, or the oldest has waited long enough. */
  isDue(): boolean {
    const waited = performance.now() - this.since;
    return this.rows.length >= enough.rows || (this.rows.length > 0 && waited >= enough.milliseconds);
  }

  /** Writes what waits, in one transaction. Rows that another transaction is in the way of wait for the next time. */
  async write(session: Session, stamp: RunStamp, moment: Date, dialect: Dialect): Promise<void> {
    const rows = this.rows;
    if (rows.length === 0) return;
    this.rows = [];
    this.since = performance.now();
    const names = rows.map(({ id }) => dialect.renderString(id));
    await session.begin();
    try {
      await session.run(renderPublish(rows, stamp, moment, dialect));
      await session.run(
        `DELETE FROM ${renderStateTable(dialect, "underway")} WHERE node IN (${names.join(", ")})`,
      );
      await session.commit();
    } catch (error) {
      await session.rollback();
      this.rows.push(...rows);
      if (!(error instanceof EngineError && error.category === "transaction")) throw error;
    }
  }
}
