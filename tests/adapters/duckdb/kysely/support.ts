import { DuckDBInstance } from "@duckdb/node-api";
import { type GeneratedAlways, Kysely, type KyselyPlugin, sql } from "kysely";
import { afterAll } from "vitest";
import { DuckDbDialect } from "../../../../src/adapters/duckdb/kysely/duckdb-dialect.ts";

export interface Database {
  readonly people: {
    id: GeneratedAlways<number>;
    first_name: string;
    gender: "female" | "male" | "other" | null;
    age: number | null;
  };
  readonly pets: { name: string; owner_id: number; species: "cat" | "dog"; born: string | null };
}

/** A database in memory that is closed when the test file ends. */
export function memoryDatabase<DB = Database>(plugins: KyselyPlugin[] = []): Kysely<DB> {
  const dialect = new DuckDbDialect({ database: () => DuckDBInstance.create(":memory:") });
  const db = new Kysely<DB>({ dialect, plugins });
  afterAll(() => db.destroy());
  return db;
}

/** Four people and three pets, made anew. */
export async function fill(db: Kysely<Database>): Promise<void> {
  await sql`
    drop table if exists pets; drop table if exists people; drop sequence if exists ids;
    create sequence ids;
    create table people (id integer primary key default nextval('ids'), first_name varchar not null, gender varchar, age integer);
    create table pets (name varchar unique, owner_id integer not null, species varchar not null, born date);
  `.execute(db);
  await db
    .insertInto("people")
    .values([
      { first_name: "Jennifer", gender: "female", age: 52 },
      { first_name: "Arnold", gender: "male", age: 76 },
      { first_name: "Sylvester", gender: "male", age: 77 },
      { first_name: "Robin", gender: null, age: null },
    ])
    .execute();
  await db
    .insertInto("pets")
    .values([
      { name: "Catto", owner_id: 1, species: "cat", born: "2020-02-29" },
      { name: "Doggo", owner_id: 2, species: "dog", born: null },
      { name: "Hammo", owner_id: 2, species: "cat", born: "2021-01-01" },
    ])
    .execute();
}
