import type { DuckDBDataChunk, DuckDBMaterializedResult, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import type { Row, Value } from "../adapter.ts";
import { renderDate, renderInterval, renderTime, renderTimestamp } from "./render-times.ts";

/**
 * All rows of a result as plain data. Whole numbers are numbers up to 2^53 and text beyond; DECIMAL is text; moments are the text that
 * DuckDB itself writes (`2024-01-31 12:00:00`, with `+00` for TIMESTAMPTZ, always UTC); NaN and the infinities are the text that
 * `Number()` reads; lists are arrays, structs objects, maps objects by the key's text, unions `{tag: value}`; everything else is
 * DuckDB's text.
 */
export function plainRows(result: DuckDBMaterializedResult, scalars = plainScalars): Row[] {
  const names = result.deduplicatedColumnNames();
  const rows: Row[] = [];
  for (let index = 0; index < result.chunkCount; index++) {
    for (const row of plainChunk(result.getChunk(index), names, scalars)) rows.push(row);
  }
  return rows;
}

/** The rows of one chunk of a result. */
export function plainChunk(chunk: DuckDBDataChunk, names: readonly string[], scalars = plainScalars): Row[] {
  const rows: Record<string, Value>[] = Array.from({ length: chunk.rowCount }, () => ({}));
  names.forEach((name, column) => {
    const vector = chunk.getColumnVector(column);
    const convert = converterOf(vector.type, scalars);
    for (const [index, row] of rows.entries()) {
      const value = vector.getItem(index);
      row[name] = value === null ? null : convert(value);
    }
  });
  return rows;
}

type Converter = (value: DuckDBValue) => Value;
type Scalars = Readonly<Record<number, Converter>>;

/** DuckDB's type ids, as `DuckDBTypeId` has them; written here so that nothing of node-api loads before a database is opened. */
export const typeId = {
  BOOLEAN: 1,
  TINYINT: 2,
  SMALLINT: 3,
  INTEGER: 4,
  BIGINT: 5,
  UTINYINT: 6,
  USMALLINT: 7,
  UINTEGER: 8,
  UBIGINT: 9,
  FLOAT: 10,
  DOUBLE: 11,
  TIMESTAMP: 12,
  DATE: 13,
  TIME: 14,
  INTERVAL: 15,
  HUGEINT: 16,
  VARCHAR: 17,
  BLOB: 18,
  DECIMAL: 19,
  TIMESTAMP_S: 20,
  TIMESTAMP_MS: 21,
  TIMESTAMP_NS: 22,
  ENUM: 23,
  LIST: 24,
  STRUCT: 25,
  MAP: 26,
  UUID: 27,
  UNION: 28,
  BIT: 29,
  TIMESTAMP_TZ: 31,
  UHUGEINT: 32,
  ARRAY: 33,
  BIGNUM: 35,
  TIME_NS: 39,
  VARIANT: 41,
} as const;

const same: Converter = (value) => value as Value;
const whole: Converter = (value) => plainWhole(value as bigint);
const float: Converter = (value) => (Number.isFinite(value) ? (value as number) : String(value));

/** Converters of the types that have no parts. Types that are not here are written as DuckDB's text. */
const plainScalars: Scalars = {
  [typeId.BOOLEAN]: same,
  [typeId.TINYINT]: same,
  [typeId.SMALLINT]: same,
  [typeId.INTEGER]: same,
  [typeId.UTINYINT]: same,
  [typeId.USMALLINT]: same,
  [typeId.UINTEGER]: same,
  [typeId.VARCHAR]: same,
  [typeId.BIGINT]: whole,
  [typeId.UBIGINT]: whole,
  [typeId.HUGEINT]: whole,
  [typeId.UHUGEINT]: whole,
  [typeId.BIGNUM]: whole,
  [typeId.FLOAT]: float,
  [typeId.DOUBLE]: float,
  [typeId.DATE]: (value) => renderDate((value as { days: number }).days),
  [typeId.TIME]: (value) => renderTime((value as { micros: bigint }).micros, 6),
  [typeId.TIME_NS]: (value) => renderTime((value as { nanos: bigint }).nanos, 9),
  [typeId.TIMESTAMP]: (value) => renderTimestamp((value as { micros: bigint }).micros, 6),
  [typeId.TIMESTAMP_S]: (value) => renderTimestamp((value as { seconds: bigint }).seconds, 0),
  [typeId.TIMESTAMP_MS]: (value) => renderTimestamp((value as { millis: bigint }).millis, 3),
  [typeId.TIMESTAMP_NS]: (value) => renderTimestamp((value as { nanos: bigint }).nanos, 9),
  [typeId.TIMESTAMP_TZ]: (value) => renderTimestamp((value as { micros: bigint }).micros, 6, "+00"),
  [typeId.INTERVAL]: (value) => renderInterval(value as { months: number; days: number; micros: bigint }),
};

/** The same for values that stay in memory: FLOAT and DOUBLE are always numbers, NaN and the infinities too. */
export const memoryScalars: Scalars = { ...plainScalars, [typeId.FLOAT]: same, [typeId.DOUBLE]: same };

/** What makes plain data of the values of a type. */
export function converterOf(type: DuckDBType, scalars: Scalars = plainScalars): Converter {
  return scalars[type.typeId] ?? nested[type.typeId]?.(type, scalars) ?? String;
}

const nested: Readonly<Record<number, (type: DuckDBType, scalars: Scalars) => Converter>> = {
  [typeId.LIST]: listConverter,
  [typeId.ARRAY]: listConverter,
  [typeId.STRUCT]: structConverter,
  [typeId.MAP]: mapConverter,
  [typeId.UNION]: unionConverter,
  [typeId.VARIANT]: (_, scalars) => (value) => variantValue(value, scalars),
};

function listConverter(type: DuckDBType, scalars: Scalars): Converter {
  const item = orNull(converterOf((type as unknown as { valueType: DuckDBType }).valueType, scalars));
  return (value) => (value as unknown as { items: readonly DuckDBValue[] }).items.map(item);
}

function structConverter(type: DuckDBType, scalars: Scalars): Converter {
  const { entryNames, entryTypes } = type as unknown as {
    entryNames: readonly string[];
    entryTypes: readonly DuckDBType[];
  };
  const converters = entryTypes.map((entryType) => orNull(converterOf(entryType, scalars)));
  return (value) => {
    const entries = (value as unknown as { entries: Readonly<Record<string, DuckDBValue>> }).entries;
    return Object.fromEntries(
      entryNames.map((name, index) => [name, converters[index]?.(entries[name] ?? null) ?? null]),
    );
  };
}

function mapConverter(type: DuckDBType, scalars: Scalars): Converter {
  const { keyType, valueType } = type as unknown as { keyType: DuckDBType; valueType: DuckDBType };
  const key = orNull(converterOf(keyType, scalars));
  const item = orNull(converterOf(valueType, scalars));
  return (value) => {
    const { entries } = value as unknown as { entries: readonly { key: DuckDBValue; value: DuckDBValue }[] };
    return Object.fromEntries(entries.map((entry) => [keyText(key(entry.key)), item(entry.value)]));
  };
}

function unionConverter(type: DuckDBType, scalars: Scalars): Converter {
  const members = type as unknown as { memberTags: readonly string[]; memberTypes: readonly DuckDBType[] };
  const converters = new Map(
    members.memberTags.map((tag, index) => [
      tag,
      orNull(converterOf(members.memberTypes[index] as DuckDBType, scalars)),
    ]),
  );
  return (value) => {
    const { tag, value: inner } = value as unknown as { tag: string; value: DuckDBValue };
    return { [tag]: converters.get(tag)?.(inner) ?? null };
  };
}

/** Keys of a map may be lists or structs; their JSON keeps them apart. */
function keyText(key: Value): string {
  return typeof key === "object" && key !== null ? JSON.stringify(key) : String(key);
}

/** A VARIANT says its type value by value; its parts are node-api's own value objects. */
function variantValue(value: DuckDBValue, scalars: Scalars): Value {
  const { value: inner, type } = value as unknown as { value: DuckDBValue; type?: DuckDBType };
  if (inner === null || inner === undefined) return null;
  return type === undefined ? String(inner) : converterOf(type, scalars)(inner);
}

function orNull(convert: Converter): Converter {
  return (value) => (value === null || value === undefined ? null : convert(value));
}

function plainWhole(value: bigint): number | string {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value);
}
