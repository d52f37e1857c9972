import { trainingSelect } from "../../../src/features/training/training-select.ts";
import type { TrainingSet } from "../../../src/features/training-types.ts";
import { duckdbDialect } from "../../../src/sql/duckdb-dialect.ts";
import type { Engine, Row } from "./engine.ts";
import type { SetRow } from "./reference.ts";
import { setOf } from "./sets.ts";
import { createShop, type Shop } from "./shop.ts";

/** The rows that a set has over a shop, in order, with the moment in milliseconds as `ms`. */
export async function rowsOfSet(
  engine: Engine,
  shop: Shop,
  parts: Partial<TrainingSet>,
): Promise<readonly Row[]> {
  await createShop(engine, shop);
  const sql = trainingSelect(setOf(shop.zone, parts), duckdbDialect);
  return engine.rows(`select *, epoch_ms(as_of) as ms from (${sql}) order by id, as_of`);
}

/** What tells a row of the reference from others; `keyOf` is the same of a row of the set. */
export const nameOf = ({ key, asOf }: SetRow) => `${key} ${asOf}`;

export const keyOf = (row: Row) => `${row.id} ${row.ms}`;
