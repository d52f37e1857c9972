import type * as NodeApi from "@duckdb/node-api";
import type { DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { typeId } from "../plain-values.ts";
import { parseDate, parseInterval, parseTime, parseTimestamp } from "./parse-times.ts";

/** Makes DuckDB's value of one of JavaScript's, null aside. Throws an Error that says why where it does not fit. */
export type ValueWriter = (value: unknown) => DuckDBValue;

/** Returns what makes the writer of a type. */
export async function valueWriters(): Promise<(type: DuckDBType) => ValueWriter> {
  const api = await import("@duckdb/node-api");
  const writerOf = (type: DuckDBType): ValueWriter =>
    integers[type.typeId] ?? makers[type.typeId]?.(type, { api, writerOf }) ?? unknownType(type);
  return writerOf;
}

interface Writing {
  readonly api: typeof NodeApi;
  readonly writerOf: (type: DuckDBType) => ValueWriter;
}

function integer(bits: number, isSigned: boolean): ValueWriter {
  const least = isSigned ? -(2n ** BigInt(bits - 1)) : 0n;
  const most = 2n ** BigInt(isSigned ? bits - 1 : bits) - 1n;
  const isBig = bits > 32;
  const [low, high] = [Number(least), Number(most)];
  return (value) => {
    if (typeof value === "number") {
      if (!Number.isInteger(value)) throw new Error("it is no whole number");
      if (value < low || value > high) throw new Error("it is out of range");
      if (!isBig) return value;
      const big = BigInt(value);
      if (big > most) throw new Error("it is out of range");
      return big;
    }
    if (typeof value !== "bigint") throw new Error(isNot(value, "a whole number"));
    if (value < least || value > most) throw new Error("it is out of range");
    return isBig ? value : Number(value);
  };
}

const integers: Readonly<Record<number, ValueWriter>> = {
  [typeId.TINYINT]: integer(8, true),
  [typeId.SMALLINT]: integer(16, true),
  [typeId.INTEGER]: integer(32, true),
  [typeId.BIGINT]: integer(64, true),
  [typeId.HUGEINT]: integer(128, true),
  [typeId.UTINYINT]: integer(8, false),
  [typeId.USMALLINT]: integer(16, false),
  [typeId.UINTEGER]: integer(32, false),
  [typeId.UBIGINT]: integer(64, false),
  [typeId.UHUGEINT]: integer(128, false),
};

const makers: Readonly<Record<number, (type: DuckDBType, writing: Writing) => ValueWriter>> = {
  [typeId.BOOLEAN]: () => (value) => {
    if (typeof value !== "boolean") throw new Error(isNot(value, "true or false"));
    return value;
  },
  [typeId.FLOAT]: () => floating,
  [typeId.DOUBLE]: () => floating,
  [typeId.VARCHAR]: () => text,
  [typeId.ENUM]: (type) => {
    const { values } = type as NodeApi.DuckDBEnumType;
    const known = new Set(values);
    return (value) => {
      if (!known.has(text(value))) throw new Error(`it is none of ${values.join(", ")}`);
      return text(value);
    };
  },
  [typeId.DECIMAL]: (type, { api }) => {
    const { width, scale } = type as NodeApi.DuckDBDecimalType;
    const most = 10n ** BigInt(width);
    return (value) => {
      const digits = decimalDigits(value, scale);
      if (digits >= most || digits <= -most) throw new Error("it has too many digits");
      return new api.DuckDBDecimalValue(digits, width, scale);
    };
  },
  [typeId.DATE]:
    (_type, { api }) =>
    (value) =>
      new api.DuckDBDateValue(parseDate(value)),
  [typeId.TIMESTAMP]:
    (_type, { api }) =>
    (value) =>
      new api.DuckDBTimestampValue(parseTimestamp(value, 6)),
  [typeId.TIMESTAMP_TZ]:
    (_type, { api }) =>
    (value) =>
      new api.DuckDBTimestampTZValue(parseTimestamp(value, 6)),
  [typeId.TIMESTAMP_S]:
    (_type, { api }) =>
    (value) =>
      new api.DuckDBTimestampSecondsValue(parseTimestamp(value, 0)),
  [typeId.TIMESTAMP_MS]:
    (_type, { api }) =>
    (value) =>
      new api.DuckDBTimestampMillisecondsValue(parseTimestamp(value, 3)),
  [typeId.TIMESTAMP_NS]:
    (_type, { api }) =>
    (value) =>
      new api.DuckDBTimestampNanosecondsValue(parseTimestamp(value, 9)),
  [typeId.TIME]:
    (_type, { api }) =>
    (value) =>
      new api.DuckDBTimeValue(parseTime(text(value), 6)),
  [typeId.INTERVAL]:
    (_type, { api }) =>
    (value) => {
      const { months, days, micros } = parseInterval(text(value));
      return new api.DuckDBIntervalValue(months, days, micros);
    },
  [typeId.BLOB]:
    (_type, { api }) =>
    (value) => {
      if (!(value instanceof Uint8Array)) throw new Error(isNot(value, "bytes (a Uint8Array)"));
      return new api.DuckDBBlobValue(value);
    },
  [typeId.UUID]:
    (_type, { api }) =>
    (value) => {
      const hex = text(value).replaceAll("-", "");
      if (!/^[0-9a-f]{32}$/i.test(hex)) throw new Error("it is no UUID");
      return api.DuckDBUUIDValue.fromUint128(BigInt(`0x${hex}`));
    },
  [typeId.BIT]:
    (_type, { api }) =>
    (value) => {
      if (!/^[01]+$/.test(text(value))) throw new Error("it is no text of 0 and 1");
      return api.DuckDBBitValue.fromString(text(value));
    },
  [typeId.BIGNUM]: () => (value) => {
    if (typeof value === "bigint") return value;
    if (!Number.isInteger(value)) throw new Error(isNot(value, "a whole number"));
    return BigInt(value as number);
  },
  [typeId.LIST]: (type, { api, writerOf }) => {
    const item = orNull(writerOf((type as NodeApi.DuckDBListType).valueType));
    return (value) => new api.DuckDBListValue(itemsOf(value).map(item));
  },
  [typeId.ARRAY]: (type, { api, writerOf }) => {
    const { valueType, length } = type as NodeApi.DuckDBArrayType;
    const item = orNull(writerOf(valueType));
    return (value) => {
      const items = itemsOf(value);
      if (items.length !== length) throw new Error(`it has ${items.length} items, not ${length}`);
      return new api.DuckDBArrayValue(items.map(item));
    };
  },
  [typeId.STRUCT]: (type, { api, writerOf }) => {
    const { entryNames, entryTypes } = type as NodeApi.DuckDBStructType;
    const writers = entryTypes.map((entryType) => orNull(writerOf(entryType)));
    return (value) => {
      const entries = entriesOf(value);
      const other = Object.keys(entries).find((key) => !entryNames.includes(key));
      if (other !== undefined) throw new Error(`it has a field "${other}" that the type lacks`);
      return new api.DuckDBStructValue(
        Object.fromEntries(entryNames.map((name, index) => [name, writers[index]?.(entries[name]) ?? null])),
      );
    };
  },
  [typeId.MAP]: (type, { api, writerOf }) => {
    const { keyType, valueType } = type as NodeApi.DuckDBMapType;
    const key = keyWriter(keyType, writerOf);
    const item = orNull(writerOf(valueType));
    return (value) => {
      const pairs = value instanceof Map ? [...value] : Object.entries(entriesOf(value));
      return new api.DuckDBMapValue(pairs.map(([name, each]) => ({ key: key(name), value: item(each) })));
    };
  },
  [typeId.UNION]: (type, { api, writerOf }) => {
    const { memberTags, memberTypes } = type as NodeApi.DuckDBUnionType;
    const writers = memberTypes.map((memberType) => orNull(writerOf(memberType)));
    return (value) => {
      const [[tag, inner] = ["", null], ...others] = Object.entries(entriesOf(value));
      const index = memberTags.indexOf(tag);
      if (index < 0 || others.length > 0)
        throw new Error(`it is no object with one key among ${memberTags.join(", ")}`);
      return new api.DuckDBUnionValue(tag, writers[index]?.(inner) ?? null);
    };
  },
};

function unknownType(type: DuckDBType): ValueWriter {
  return () => {
    throw new Error(
      `values of the type ${String(type)} cannot be written: declare VARCHAR, and cast it in SQL`,
    );
  };
}

function floating(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  throw new Error(isNot(value, "a number"));
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new Error(isNot(value, "text"));
  return value;
}

/** The number without its point: rounded, as a cast does it, half away from zero. */
function decimalDigits(value: unknown, scale: number): bigint {
  if (typeof value === "bigint") return value * 10n ** BigInt(scale);
  if (typeof value !== "number" && typeof value !== "string") throw new Error(isNot(value, "a number"));
  const found = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(String(value).trim());
  const [, sign, whole = "", fraction = "", exponent = "0"] = found ?? [];
  if (!found || whole + fraction === "") throw new Error("it is no number");
  const shift = scale - fraction.length + Number(exponent);
  const digits = BigInt(whole + fraction);
  if (shift > 100) throw new Error("it has too many digits");
  const unit = 10n ** BigInt(Math.min(Math.abs(shift), 400));
  const rounded = shift >= 0 ? digits * unit : (digits * 2n + unit) / (unit * 2n);
  return sign === "-" ? -rounded : rounded;
}

function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return [...(value as unknown as Iterable<unknown>)];
  throw new Error(isNot(value, "a list"));
}

function entriesOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date))
    return value as Readonly<Record<string, unknown>>;
  throw new Error(isNot(value, "an object"));
}

/** Keys of an object are text: those of whole numbers are read as such. */
function keyWriter(type: DuckDBType, writerOf: Writing["writerOf"]): ValueWriter {
  const write = writerOf(type);
  if (!Object.hasOwn(integers, type.typeId)) return write;
  return (key) => write(typeof key === "string" && /^-?\d+$/.test(key) ? BigInt(key) : key);
}

function orNull(write: ValueWriter): ValueWriter {
  return (value) => (value === null || value === undefined ? null : write(value));
}

function isNot(value: unknown, wanted: string): string {
  const kind = Array.isArray(value) ? "a list" : value instanceof Date ? "a Date" : `a ${typeof value}`;
  return `it is ${kind.replace("a object", "an object")}, not ${wanted}`;
}
