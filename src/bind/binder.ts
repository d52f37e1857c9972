import type { Session, Warehouse } from "../adapters/adapter.ts";
import { EngineError } from "../adapters/adapter.ts";
import type { Column } from "../compile/types.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { Relation } from "../sql/relation.ts";
import { filesSchema } from "./trace-file-reads.ts";

/** Statements that go to the binder in one round trip. */
const chunkSize = 64;

/** The binder's database: in memory, with one empty, typed table a node. */
export class Binder {
  private readonly warehouse: Warehouse;
  private readonly sessions: readonly Session[];
  private readonly schemas = new Set<string>(["main"]);

  private constructor(warehouse: Warehouse, sessions: readonly Session[]) {
    this.warehouse = warehouse;
    this.sessions = sessions;
  }

  /** @param connections how many statements are bound at once */
  static async open(warehouse: Warehouse, connections: number): Promise<Binder> {
    const sessions = await Promise.all(Array.from({ length: connections }, () => warehouse.connect()));
    const binder = new Binder(warehouse, sessions);
    await binder.session.run(`create schema ${warehouse.dialect.quoteName(filesSchema)}`);
    return binder;
  }

  get dialect(): Dialect {
    return this.warehouse.dialect;
  }

  /** One of the sessions, for what is asked one by one. */
  get session(): Session {
    const [first] = this.sessions;
    if (first === undefined) throw new Error("a binder needs a connection");
    return first;
  }

  /** Does the work for each chunk of items, one round trip's worth, shared out evenly over the connections. */
  async forEachChunk<T>(
    items: readonly T[],
    work: (chunk: readonly T[], session: Session) => Promise<void>,
  ): Promise<void> {
    const turns = Math.ceil(items.length / (chunkSize * this.sessions.length));
    const size = Math.ceil(items.length / (turns * this.sessions.length));
    let next = 0;
    await Promise.all(
      this.sessions.map(async (session) => {
        while (next < items.length) {
          const start = next;
          next += size;
          await work(items.slice(start, start + size), session);
        }
      }),
    );
  }

  /** Makes empty tables; their schemas are there. */
  async createTables(
    tables: readonly { readonly relation: Relation; readonly columns: readonly Column[] }[],
    session: Session,
  ): Promise<void> {
    if (tables.length === 0) return;
    await session.run(tables.map((table) => this.renderTable(table)).join(";\n"));
  }

  async close(): Promise<void> {
    await this.warehouse.close();
  }

  private renderTable({ relation, columns }: { relation: Relation; columns: readonly Column[] }): string {
    const list = columns.map(({ name, type }) => `${this.dialect.quoteName(name)} ${storable(type)}`);
    return `create or replace table ${this.dialect.renderRelation(relation)} (${list.join(", ")})`;
  }

  /** Makes the schemas of relations, and the databases they are in. */
  async createSchemas(relations: readonly Relation[]): Promise<void> {
    for (const { database, schema } of relations) {
      const name = this.dialect.quoteName(schema);
      const whole = database === undefined ? name : `${this.dialect.quoteName(database)}.${name}`;
      if (this.schemas.has(database === undefined ? schema : whole)) continue;
      this.schemas.add(database === undefined ? schema : whole);
      if (database !== undefined)
        await this.session.run(`attach if not exists ':memory:' as ${this.dialect.quoteName(database)}`);
      await this.session.run(`create schema if not exists ${whole}`);
    }
  }
}

/** A column of nothing but NULL is stored as INTEGER, as CREATE TABLE AS does. */
function storable(type: string): string {
  return type === '"NULL"' || type === "NULL" ? "INTEGER" : type;
}

/** True for what the engine refused, other than being stopped. */
export function isRefusal(error: unknown): error is EngineError {
  return error instanceof EngineError && !error.interrupted;
}
