import type { Dialect } from "../../sql/dialect.ts";

/**
 * A SELECT of one row with `rows` (BIGINT) and `content` (32 hexadecimal digits): what a relation holds, whatever the order of its rows. Rows count
 * as often as they come; names, order and types of the columns count too.
 *
 * It is equal for equal tables within one version of DuckDB, whose `hash` it is built on (the version is hashed too, so that another version never
 * claims the same content; an MD5 of each row as text would be the same everywhere and takes thirty times as long). A column summed from
 * DOUBLEs can differ in its last digits from build to build, since threads add in any order, and is then another content.
 *
 * @param relation what stands after FROM
 */
export function contentHash(relation: string, dialect: Dialect): string {
  const text = (value: string) => dialect.renderString(value);
  const parts = [
    "version()",
    "typeof(any_value(quern_row))",
    "cast(count(*) as varchar)",
    "cast(coalesce(sum(hash(quern_row)), 0) as varchar)",
    "cast(coalesce(bit_xor(hash(quern_row)), 0) as varchar)",
  ];
  return `select count(*) as "rows", md5(${parts.join(` || ${text("|")} || `)}) as content\nfrom ${relation} as quern_row`;
}
