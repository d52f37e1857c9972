import type { Session } from "../../adapters/adapter.ts";
import type { Column } from "../../compile/types.ts";
import type { Dialect } from "../../sql/dialect.ts";
import type { Relation } from "../../sql/relation.ts";

/** How far floating-point numbers may be apart, as a part of the greater, to be the same but for the order in which they were added up. */
const tolerance = "1e-12";

/**
 * True where two tables have the same rows but for the last digits of floating-point numbers. Threads add in any order, so that sums of DOUBLEs
 * may differ so from build to build though nothing has changed.
 *
 * @param key columns of which no two rows have the same values
 */
export async function areClose(
  session: Session,
  one: Relation,
  other: Relation,
  key: readonly string[],
  dialect: Dialect,
): Promise<boolean> {
  const columns = await session.columns(one);
  if (JSON.stringify(columns) !== JSON.stringify(await session.columns(other))) return false;
  if (!columns.some(isFloat)) return false;
  const [left, right] = [dialect.renderRelation(one), dialect.renderRelation(other)];
  const same = key.map(dialect.quoteName).map((name) => `a.${name} = b.${name}`);
  const equal = columns.map((column) => isEqual(column, dialect));
  const [row] = await session.rows(
    `SELECT (SELECT count(*) FROM ${left}) AS n, (SELECT count(*) FROM ${right}) AS m, (SELECT count(*) FROM ${left} AS a JOIN ${right} AS b ON ${same.join(" AND ")} WHERE ${equal.join(" AND ")}) AS equal`,
  );
  return Number(row?.n) === Number(row?.m) && Number(row?.n) === Number(row?.equal);
}

const isFloat = ({ type }: Column) => type === "DOUBLE" || type === "FLOAT";

function isEqual(column: Column, { quoteName }: Dialect): string {
  const [a, b] = ["a", "b"].map((table) => `${table}.${quoteName(column.name)}`);
  const equal = `${a} IS NOT DISTINCT FROM ${b}`;
  if (!isFloat(column)) return equal;
  return `(${equal} OR coalesce(abs(${a} - ${b}) <= ${tolerance} * greatest(abs(${a}), abs(${b})), false))`;
}
