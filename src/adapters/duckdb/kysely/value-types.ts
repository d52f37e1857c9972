import type * as NodeApi from "@duckdb/node-api";
import { typeId } from "../plain-values.ts";

type Api = typeof NodeApi;
type Type = NodeApi.DuckDBType;

/**
 * Returns the DuckDB type in which a JavaScript value is bound. It comes from the value; what the statement expects, where the engine says it,
 * decides only what the value leaves open: whether an object is a struct, a map, a union or JSON, and a Date a TIMESTAMP or a TIMESTAMPTZ. The
 * engine casts the rest, so that text fits every type. Throws a TypeError for what no type holds.
 */
export function typeOfValue(api: Api, value: unknown, expected?: Type): Type {
  return settled(api, inferType(api, value, expected));
}

/** SQLNULL where all that is known are NULLs. */
function inferType(api: Api, value: unknown, expected: Type | undefined): Type {
  if (value === null || value === undefined) return api.SQLNULL;
  if (typeof value === "string") return api.VARCHAR;
  if (typeof value === "boolean") return api.BOOLEAN;
  if (typeof value === "number") return typeOfNumber(api, value);
  if (typeof value === "bigint") return typeOfBigint(api, value);
  if (typeof value !== "object") throw new TypeError(`a ${typeof value} cannot be bound as a value`);
  if (value instanceof Date)
    return expected?.typeId === typeId.TIMESTAMP_TZ ? api.TIMESTAMPTZ : api.TIMESTAMP;
  if (value instanceof Uint8Array) return api.BLOB;
  if (expected?.typeId === typeId.VARCHAR) return api.VARCHAR;
  if (Array.isArray(value)) return api.LIST(commonType(api, value, (expected as ListType)?.valueType));
  if (value instanceof Map) return typeOfMap(api, [...value.keys()], [...value.values()], expected);
  if (!isPlain(value)) throw new TypeError(`a ${value.constructor.name} cannot be bound as a value`);
  const entries = Object.entries(value);
  if (expected?.typeId === typeId.MAP || entries.length === 0)
    return typeOfMap(api, Object.keys(value), Object.values(value), expected);
  const types = Object.fromEntries(
    entries.map(([name, item]) => [name, inferType(api, item, memberType(expected, name))]),
  );
  return expected?.typeId === typeId.UNION ? api.UNION(types) : api.STRUCT(types);
}

interface ListType {
  readonly valueType?: Type;
}

function typeOfNumber(api: Api, value: number): Type {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return api.DOUBLE;
  return value >= -(2 ** 31) && value < 2 ** 31 ? api.INTEGER : api.BIGINT;
}

function typeOfBigint(api: Api, value: bigint): Type {
  if (BigInt.asIntN(64, value) === value) return api.BIGINT;
  return BigInt.asIntN(128, value) === value ? api.HUGEINT : api.BIGNUM;
}

function typeOfMap(
  api: Api,
  keys: readonly unknown[],
  values: readonly unknown[],
  expected: Type | undefined,
): Type {
  const { keyType, valueType } = (expected ?? {}) as { keyType?: Type; valueType?: Type };
  return api.MAP(commonType(api, keys, keyType), commonType(api, values, valueType));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** The type that the statement expects of a struct's entry or a union's member. */
function memberType(expected: Type | undefined, name: string): Type | undefined {
  const { entryNames, entryTypes, memberTags, memberTypes } = (expected ?? {}) as {
    entryNames?: readonly string[];
    entryTypes?: readonly Type[];
    memberTags?: readonly string[];
    memberTypes?: readonly Type[];
  };
  const index = (entryNames ?? memberTags)?.indexOf(name) ?? -1;
  return (entryTypes ?? memberTypes)?.[index];
}

function commonType(api: Api, values: readonly unknown[], expected: Type | undefined): Type {
  const types = values.map((value) => inferType(api, value, expected));
  return types.reduce((left, right) => widerType(api, left, right), api.SQLNULL);
}

/** From narrow to wide. */
const numbers: readonly number[] = [
  typeId.INTEGER,
  typeId.BIGINT,
  typeId.HUGEINT,
  typeId.BIGNUM,
  typeId.DOUBLE,
];

function widerType(api: Api, left: Type, right: Type): Type {
  if (left.typeId === api.SQLNULL.typeId) return right;
  if (right.typeId === api.SQLNULL.typeId) return left;
  const [leftRank, rightRank] = [numbers.indexOf(left.typeId), numbers.indexOf(right.typeId)];
  if (leftRank >= 0 && rightRank >= 0) return leftRank >= rightRank ? left : right;
  if (left.typeId !== right.typeId)
    throw new TypeError(`a list of both ${left} and ${right} cannot be bound as a value`);
  const [a, b] = [left as unknown as Parts, right as unknown as Parts];
  if (left.typeId === typeId.LIST) return api.LIST(widerType(api, a.valueType, b.valueType));
  if (left.typeId === typeId.MAP)
    return api.MAP(widerType(api, a.keyType, b.keyType), widerType(api, a.valueType, b.valueType));
  if (left.typeId === typeId.STRUCT) return api.STRUCT(mergedEntries(api, a, b));
  return left;
}

interface Parts {
  readonly keyType: Type;
  readonly valueType: Type;
  readonly entryNames: readonly string[];
  readonly entryTypes: readonly Type[];
  readonly memberTags: readonly string[];
  readonly memberTypes: readonly Type[];
}

function mergedEntries(api: Api, left: Parts, right: Parts): Record<string, Type> {
  const merged = new Map(left.entryNames.map((name, index) => [name, left.entryTypes[index] as Type]));
  right.entryNames.forEach((name, index) => {
    const type = right.entryTypes[index] as Type;
    const other = merged.get(name);
    merged.set(name, other === undefined ? type : widerType(api, other, type));
  });
  return Object.fromEntries(merged);
}

/** Parts of which only NULLs are known become text, which casts to whatever is expected; the NULL itself needs no type. */
function settled(api: Api, type: Type): Type {
  const settle = (part: Type) => (part.typeId === api.SQLNULL.typeId ? api.VARCHAR : settled(api, part));
  const parts = type as unknown as Parts;
  if (type.typeId === typeId.LIST) return api.LIST(settle(parts.valueType));
  if (type.typeId === typeId.MAP) return api.MAP(settle(parts.keyType), settle(parts.valueType));
  if (type.typeId === typeId.STRUCT)
    return api.STRUCT(settledEntries(parts.entryNames, parts.entryTypes, settle));
  if (type.typeId === typeId.UNION)
    return api.UNION(settledEntries(parts.memberTags, parts.memberTypes, settle));
  return type;
}

function settledEntries(
  names: readonly string[],
  types: readonly Type[],
  settle: (type: Type) => Type,
): Record<string, Type> {
  return Object.fromEntries(names.map((name, index) => [name, settle(types[index] as Type)]));
}
