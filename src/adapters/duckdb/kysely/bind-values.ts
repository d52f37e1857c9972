import type * as NodeApi from "@duckdb/node-api";
import type { DuckDBPreparedStatement, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { typeId } from "../plain-values.ts";
import { typeOfValue } from "./value-types.ts";

type Api = typeof NodeApi;

/**
 * Binds JavaScript values to a statement's parameters: strings, numbers, bigints, booleans, null (undefined is null too), a Date as its
 * moment in UTC, a Uint8Array as a BLOB, an array as a list, a plain object as what the statement expects (a struct, a map, a union by its
 * tag, JSON text) or else as a struct, a Map as a map. node-api's own values are bound as they are. Text fits every type: `"12.50"` a DECIMAL,
 * `"2024-01-31"` a DATE. Throws a TypeError for what no type holds.
 */
export function bindValues(api: Api, statement: DuckDBPreparedStatement, values: readonly unknown[]): void {
  values.forEach((value, index) => {
    if (isEngineValue(value)) {
      statement.bindValue(index + 1, value);
      return;
    }
    const type = typeOfValue(api, value, expectedType(statement, index + 1));
    statement.bindValue(index + 1, engineValue(api, value, type), type);
  });
}

/** Undefined where the engine does not know it: one open parameter, as in `select $1`, leaves all of them open. */
function expectedType(statement: DuckDBPreparedStatement, index: number): DuckDBType | undefined {
  try {
    return statement.parameterType(index);
  } catch {
    // node-api has no other way of asking whether the engine knows the type.
    return undefined;
  }
}

function isEngineValue(value: unknown): value is DuckDBValue {
  return (
    typeof value === "object" && value !== null && /^DuckDB\w+Value$/.test(value.constructor?.name ?? "")
  );
}

/** A value in the form in which node-api takes it for the type. */
function engineValue(api: Api, value: unknown, type: DuckDBType): DuckDBValue {
  if (value === null || value === undefined) return null;
  const convert = converters[type.typeId];
  return convert === undefined ? (value as DuckDBValue) : convert(api, value, type);
}

type Converter = (api: Api, value: unknown, type: DuckDBType) => DuckDBValue;

const micros = (value: unknown) => BigInt((value as Date).getTime()) * 1000n;

const converters: Readonly<Record<number, Converter>> = {
  [typeId.VARCHAR]: (_, value) => (typeof value === "string" ? value : JSON.stringify(value)),
  [typeId.HUGEINT]: (_, value) => BigInt(value as number | bigint),
  [typeId.BIGNUM]: (_, value) => BigInt(value as number | bigint),
  [typeId.DOUBLE]: (_, value) => Number(value),
  [typeId.TIMESTAMP]: (api, value) => api.timestampValue(micros(value)),
  [typeId.TIMESTAMP_TZ]: (api, value) => api.timestampTZValue(micros(value)),
  [typeId.BLOB]: (api, value) => api.blobValue(value as Uint8Array),
  [typeId.LIST]: (api, value, type) => {
    const { valueType } = type as unknown as { valueType: DuckDBType };
    return api.listValue((value as readonly unknown[]).map((item) => engineValue(api, item, valueType)));
  },
  [typeId.MAP]: (api, value, type) => {
    const { keyType, valueType } = type as unknown as { keyType: DuckDBType; valueType: DuckDBType };
    const entries = value instanceof Map ? [...value] : Object.entries(value as object);
    return api.mapValue(
      entries.map(([key, item]) => ({
        key: engineValue(api, key, keyType),
        value: engineValue(api, item, valueType),
      })),
    );
  },
  [typeId.STRUCT]: (api, value, type) => {
    const { entryNames, entryTypes } = type as unknown as {
      entryNames: readonly string[];
      entryTypes: readonly DuckDBType[];
    };
    const object = value as Readonly<Record<string, unknown>>;
    return api.structValue(
      Object.fromEntries(
        entryNames.map((name, index) => [
          name,
          engineValue(api, object[name], entryTypes[index] as DuckDBType),
        ]),
      ),
    );
  },
  [typeId.UNION]: (api, value, type) => {
    const { memberTags, memberTypes } = type as unknown as {
      memberTags: readonly string[];
      memberTypes: readonly DuckDBType[];
    };
    const tag = memberTags[0] as string;
    const inner = (value as Readonly<Record<string, unknown>>)[tag];
    return api.unionValue(tag, engineValue(api, inner, memberTypes[0] as DuckDBType));
  },
};
