import { cpSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, it } from "vitest";
import { makeFolder, quern } from "../cli/support.ts";

const repository = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const cut = "timestamp '2025-03-01'";

/** The incremental tables, and what is made of them. */
const tables = ["stg_events", "int_events", "fct_events", "fct_sessions", "kpi_daily"];

it("gives the same tables whether events come at once or late, in two builds", async () => {
  const atOnce = makeShop();
  await succeeds(atOnce, "demo", "--scale", "0.01");
  const late = makeShop();
  cpSync(join(atOnce, "data"), join(late, "data"), { recursive: true });
  await succeeds(atOnce, "run");

  await query(
    `copy (select * from '${atOnce}/data/events/*.parquet' where loaded_at < ${cut}) to '${join(replaced(late), "early.parquet")}'`,
  );
  await succeeds(late, "run");
  await query(
    `copy (select * from '${atOnce}/data/events/*.parquet' where loaded_at >= ${cut}) to '${late}/data/events/late.parquet'`,
  );
  const { out } = await succeeds(late, "run");
  expect(out).toContain("new data in shop.events");

  for (const table of tables) {
    const [row] = await query(
      `select (select count(*) from late.${table}) as rows,
        (select count(*) from (from late.${table} except all from at_once.${table})) as only_late,
        (select count(*) from (from at_once.${table} except all from late.${table})) as only_at_once`,
      { late: databaseOf(late), at_once: databaseOf(atOnce) },
    );
    expect({ table, ...row, some: Number(row?.rows) > 100 }).toMatchObject({
      table,
      only_late: 0n,
      only_at_once: 0n,
      some: true,
    });
  }
});

function makeShop(): string {
  const folder = makeFolder();
  for (const part of ["project.yml", "models", "macros"])
    cpSync(join(repository, part), join(folder, part), { recursive: true });
  return folder;
}

/** Empties the folder of events. */
function replaced(folder: string): string {
  const events = join(folder, "data", "events");
  for (const file of readdirSync(events)) rmSync(join(events, file));
  mkdirSync(events, { recursive: true });
  return events;
}

const databaseOf = (folder: string) => join(folder, "target", "shop.duckdb");

async function succeeds(folder: string, ...words: readonly string[]) {
  const ended = await quern(folder, ...words);
  expect(ended.code, ended.out + ended.err).toBe(0);
  return ended;
}

async function query(sql: string, attached: Readonly<Record<string, string>> = {}) {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  for (const [name, file] of Object.entries(attached))
    await connection.run(`attach '${file}' as ${name} (read_only)`);
  const rows = (await connection.runAndReadAll(sql)).getRowObjects();
  connection.closeSync();
  instance.closeSync();
  return rows;
}
