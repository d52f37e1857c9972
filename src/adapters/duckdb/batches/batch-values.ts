import type { DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { converterOf, typeId } from "../plain-values.ts";

/** Makes the value that a batch holds of one of DuckDB's, NULL aside. */
export type BatchConverter = (value: DuckDBValue) => unknown;

/** What makes batch values of a type; undefined where they are DuckDB's own. What is not told here is plain data, as rows hold it. */
export function batchConverterOf(type: DuckDBType): BatchConverter | undefined {
  if (same.has(type.typeId)) return undefined;
  return scalars[type.typeId] ?? nested[type.typeId]?.(type) ?? (converterOf(type) as BatchConverter);
}

const same: ReadonlySet<number> = new Set([
  typeId.BOOLEAN,
  typeId.TINYINT,
  typeId.SMALLINT,
  typeId.INTEGER,
  typeId.UTINYINT,
  typeId.USMALLINT,
  typeId.UINTEGER,
  typeId.FLOAT,
  typeId.DOUBLE,
  typeId.VARCHAR,
  typeId.ENUM,
]);

const whole: BatchConverter = (value) => {
  const big = value as bigint;
  return big >= Number.MIN_SAFE_INTEGER && big <= Number.MAX_SAFE_INTEGER ? Number(big) : big;
};

const millisecondsPerDay = 86_400_000;

const scalars: Readonly<Record<number, BatchConverter>> = {
  [typeId.BIGINT]: whole,
  [typeId.UBIGINT]: whole,
  [typeId.HUGEINT]: whole,
  [typeId.UHUGEINT]: whole,
  [typeId.BIGNUM]: whole,
  [typeId.DECIMAL]: (value) => decimalNumber(value as { value: bigint; scale: number }),
  [typeId.DATE]: (value) => new Date((value as { days: number }).days * millisecondsPerDay),
  [typeId.TIMESTAMP]: (value) => dateOf((value as { micros: bigint }).micros, 1000n),
  [typeId.TIMESTAMP_TZ]: (value) => dateOf((value as { micros: bigint }).micros, 1000n),
  [typeId.TIMESTAMP_S]: (value) => new Date(Number((value as { seconds: bigint }).seconds) * 1000),
  [typeId.TIMESTAMP_MS]: (value) => new Date(Number((value as { millis: bigint }).millis)),
  [typeId.TIMESTAMP_NS]: (value) => dateOf((value as { nanos: bigint }).nanos, 1_000_000n),
  [typeId.BLOB]: (value) => new Uint8Array((value as { bytes: Uint8Array }).bytes),
};

/** Both parts are exact up to 2^53, and so is what their division rounds to the nearest. */
function decimalNumber({ value, scale }: { readonly value: bigint; readonly scale: number }): number {
  if (value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER)
    return Number(value) / 10 ** scale;
  return Number(`${value}e-${scale}`);
}

/** Rounds down, before 1970 as well. */
function dateOf(value: bigint, perMillisecond: bigint): Date {
  const rest = ((value % perMillisecond) + perMillisecond) % perMillisecond;
  return new Date(Number((value - rest) / perMillisecond));
}

const nested: Readonly<Record<number, (type: DuckDBType) => BatchConverter>> = {
  [typeId.LIST]: listConverter,
  [typeId.ARRAY]: listConverter,
  [typeId.STRUCT]: structConverter,
  [typeId.MAP]: mapConverter,
};

function listConverter(type: DuckDBType): BatchConverter {
  const item = orNull((type as unknown as { valueType: DuckDBType }).valueType);
  return (value) => (value as unknown as { items: readonly DuckDBValue[] }).items.map(item);
}

function structConverter(type: DuckDBType): BatchConverter {
  const { entryNames, entryTypes } = type as unknown as {
    entryNames: readonly string[];
    entryTypes: readonly DuckDBType[];
  };
  const converters = entryTypes.map(orNull);
  return (value) => {
    const { entries } = value as unknown as { entries: Readonly<Record<string, DuckDBValue>> };
    return Object.fromEntries(
      entryNames.map((name, index) => [name, converters[index]?.(entries[name] ?? null)]),
    );
  };
}

function mapConverter(type: DuckDBType): BatchConverter {
  const { keyType, valueType } = type as unknown as { keyType: DuckDBType; valueType: DuckDBType };
  const key = converterOf(keyType);
  const item = orNull(valueType);
  return (value) => {
    const { entries } = value as unknown as { entries: readonly { key: DuckDBValue; value: DuckDBValue }[] };
    return Object.fromEntries(
      entries.map((entry) => {
        const name = key(entry.key);
        return [typeof name === "object" ? JSON.stringify(name) : String(name), item(entry.value)];
      }),
    );
  };
}

function orNull(type: DuckDBType): BatchConverter {
  const convert = batchConverterOf(type);
  return (value) => (value === null || value === undefined ? null : convert ? convert(value) : value);
}
