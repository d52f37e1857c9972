import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

/** How many events of how many entities are looked at at how many moments. */
export interface FeatureSize {
  readonly entities: number;
  readonly events: number;
  readonly moments: number;
}

export const spineRows = ({ entities, moments }: FeatureSize): number => entities * moments;

/** Makes a database of `events_0`.. over two years and a `spine` of the second, unless it is there. Returns its path. */
export async function makeEvents(folder: string, size: FeatureSize, tables = 1): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const { entities, events, moments } = size;
  const path = join(folder, `events-${entities}-${events}-${moments}-${tables}.duckdb`);
  if (existsSync(path)) return path;
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  for (let table = 0; table < tables; table++)
    await connection.run(`create table events_${table} as select
  cast(hash(i * 5 + ${table}) % ${entities} as integer) as customer_id,
  timestamp '2023-01-01' + to_microseconds(cast(hash(i * 7 + 1) % 63072000000000 as bigint)) as ordered_at,
  cast(hash(i * 3 + 5) % 100000 / 100 as decimal(10, 2)) as amount,
  hash(i * 11) % 100000 / 100.0::double as score
from range(${events}) as t(i)`);
  await connection.run(`create table spine as select
  cast(i % ${entities} as integer) as customer_id,
  timestamp '2024-01-01' + to_hours(cast(i // ${entities} * (8760 // ${moments}) as integer)) as as_of
from range(${entities * moments}) as t(i)`);
  connection.closeSync();
  instance.closeSync();
  return path;
}

/** Throws where two SELECTs differ. */
export async function expectSameRows(database: string, one: string, other: string): Promise<void> {
  const instance = await DuckDBInstance.create(database, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  const rounded = (select: string) =>
    `select columns(* exclude (mean)), round(mean, 6) as mean from (${select})`;
  const both = await connection.runAndReadAll(
    `select count(*) from (from (${rounded(one)}) except all from (${rounded(other)}))`,
  );
  connection.closeSync();
  instance.closeSync();
  if (String(both.getRows()[0]?.[0]) !== "0") throw new Error(`${both.getRows()[0]?.[0]} rows differ`);
}
