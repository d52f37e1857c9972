import { EngineError, type Session } from "../../adapters/adapter.ts";
import { hashOf } from "../../base/hash.ts";
import type { SourceNode } from "../../graph/types.ts";
import { renderSourceTable } from "./source-table.ts";

/**
 * The version of a source that is a table of the target, by one cheap query: the number of rows and the latest value of its freshness
 * column (or event time). Without such a column all rows are hashed, at some ten million a second. A change that leaves the count and
 * the latest value as they are is not seen: `--force` builds regardless.
 */
export async function readTableVersion(source: SourceNode, session: Session): Promise<string> {
  const clock = source.freshness?.column ?? source.eventTime;
  const what = clock === undefined ? "sum(hash(t))" : `max(${clock})`;
  const query = `SELECT CAST(count(*) AS VARCHAR) AS n, CAST(${what} AS VARCHAR) AS latest FROM ${renderSourceTable(source)} AS t`;
  try {
    const [row] = await session.rows(query);
    return hashOf(String(row?.n), String(row?.latest));
  } catch (error) {
    // What is wrong with the table is told where it is read.
    if (error instanceof EngineError && !error.interrupted) return "missing";
    throw error;
  }
}
