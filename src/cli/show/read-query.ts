import type { Session } from "../../adapters/adapter.ts";
import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";
import { openLater } from "../../pipeline/open-later.ts";
import type { Loaded } from "../../pipeline.ts";
import type { Table } from "../render/rows.ts";
import type { Query } from "./find-query.ts";

export interface ReadQueryOptions {
  /** Seconds. */
  readonly lockTimeout: number;
  readonly onWait: (holder: string) => void;
}

/** Runs a query on the target, read-only: opens, reads, closes. @param limit most rows; 0 is all of them */
export async function readQuery(
  query: Query,
  limit: number,
  loaded: Loaded,
  { lockTimeout, onWait }: ReadQueryOptions,
): Promise<{ readonly table: Table; readonly more: boolean }> {
  const connection = openLater(loaded, {
    readOnly: true,
    lockTimeout,
    listener: (event) => {
      if (event.kind === "waiting") onWait(event.holder);
    },
  });
  try {
    const session = await connection.session();
    await requireRelation(query, session);
    const names = await session.describe(query.select);
    // One row more than asked for says whether there are more.
    const limited = limit === 0 ? query.select : `select * from (\n${query.select}\n) limit ${limit + 1}`;
    const found = await session.rows(limited);
    const rows = limit === 0 ? found : found.slice(0, limit);
    const columns = names.map(({ name }) => name);
    return {
      table: {
        columns,
        rows: rows.map((row) => columns.map((name) => row[name] ?? null)),
        numeric: names.map(({ type }) => numericType.test(type)),
      },
      more: found.length > rows.length,
    };
  } finally {
    await connection.close();
  }
}

const numericType = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL.*|NUMERIC.*|DOUBLE|FLOAT|REAL)$/i;

async function requireRelation({ needs }: Query, session: Session): Promise<void> {
  if (needs === undefined || (await session.columns(needs.relation)).length > 0) return;
  const { schema, name } = needs.relation;
  throw new DiagnosticError([diagnose("Q0711", { node: needs.node, relation: `${schema}.${name}` })]);
}
