import type { Session } from "../adapters/adapter.ts";
import type { Dialect } from "../sql/dialect.ts";

/**
 * What a function of the engine says of each statement, in order and in one round trip.
 *
 * @param call the function over `text`: `json_serialize_sql(text)`
 */
export async function askEach(
  statements: readonly string[],
  call: string,
  session: Session,
  dialect: Dialect,
): Promise<readonly string[]> {
  if (statements.length === 0) return [];
  const texts = statements.map((statement) => dialect.renderString(statement));
  const rows = await session.rows(
    `select ${call} as answer from (select i, list[i] as text from (select [${texts.join(", ")}] as list), range(1, ${texts.length + 1}) as numbers(i)) order by i`,
  );
  return rows.map((row) => String(row.answer));
}
