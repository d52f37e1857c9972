import type { Dialect } from "./dialect.ts";
import { duckdbKeywords } from "./duckdb-keywords.ts";
import type { Relation } from "./relation.ts";

/**
 * How DuckDB writes SQL.
 *
 * @example duckdbDialect.renderRelation({ schema: "main", name: "Order" }) // main."Order"
 * @example duckdbDialect.renderLiteral(["it's", 1, null]) // ['it''s', 1, NULL]
 */
export const duckdbDialect: Dialect = {
  name: "duckdb",
  quoteName,
  renderRelation,
  renderString,
  renderLiteral,
  renderTimestamp,
  capabilities: { transactionalDdl: true, createOrReplaceTable: true, merge: true },
};

/** Bare where it is plain lower case and no keyword; DuckDB compares names without case but keeps the case they were made with. */
function quoteName(name: string): string {
  if (/^[a-z_][a-z0-9_]*$/.test(name) && !duckdbKeywords.has(name)) return name;
  return `"${name.replaceAll('"', '""')}"`;
}

function renderRelation(relation: Relation): string {
  const parts = [relation.schema, relation.name];
  if (relation.database !== undefined) parts.unshift(relation.database);
  return parts.map(quoteName).join(".");
}

function renderString(text: string): string {
  if (!text.includes("\0")) return quoteText(text);
  // The parser takes a zero byte for the end of the statement.
  return `concat(${text.split("\0").map(quoteText).join(", chr(0), ")})`;
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Lists become lists, objects structs (the empty one an empty map, since DuckDB has no empty struct), dates timestamps. */
function renderLiteral(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "string") return renderString(value);
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "number") return renderNumber(value);
  if (typeof value === "bigint") return String(value);
  if (value instanceof Date) return renderTimestamp(value);
  if (Array.isArray(value)) return `[${value.map(renderLiteral).join(", ")}]`;
  if (typeof value === "object") return renderStruct(Object.entries(value));
  throw new TypeError(`no literal for a ${typeof value}`);
}

/** Beyond BIGINT with an exponent, as a DOUBLE: the engine rounds a HUGEINT to another one here and there. */
function renderNumber(value: number): string {
  if (Math.abs(value) >= 2 ** 63 && Number.isFinite(value)) return value.toExponential();
  if (Number.isFinite(value)) return String(value);
  return `'${Number.isNaN(value) ? "nan" : value > 0 ? "infinity" : "-infinity"}'::DOUBLE`;
}

function renderStruct(entries: readonly (readonly [string, unknown])[]): string {
  if (entries.length === 0) return "MAP {}";
  return `{${entries.map(([key, item]) => `${quoteText(key)}: ${renderLiteral(item)}`).join(", ")}}`;
}

function renderTimestamp(moment: Date): string {
  const text = moment.toISOString().replace("Z", "").replace(".000", "").replace("T", " ");
  if (text.startsWith("+")) return `timestamp '${text.replace(/^\+0*/, "")}'`;
  if (!text.startsWith("-") && !text.startsWith("0000")) return `timestamp '${text}'`;
  // ISO's year 0 is 1 BC, its year -1 is 2 BC.
  const year = String(1 - moment.getUTCFullYear()).padStart(4, "0");
  const [date, time] = text.replace(/^-?\d+/, year).split(" ");
  return `timestamp '${date} (BC) ${time}'`;
}
