import { type NamedType, parseType, type TypeText } from "./parse-type.ts";

/**
 * Returns the TypeScript type of a DuckDB type, as DESCRIBE prints it, for the values that Kysely's dialect gives. Whatever is inside of a list,
 * a struct, a map or a union may be null; whether the column itself may be is the caller's to add. A type that is not known is `unknown`.
 *
 * @example typescriptType("STRUCT(a INTEGER, b VARCHAR[])") // { a: number | null; b: (string | null)[] | null }
 * @example typescriptType("ENUM('paid', 'refunded')") // "paid" | "refunded"
 * @example typescriptType("BIGINT") // number | string
 */
export function typescriptType(duckdbType: string): string {
  const type = parseType(duckdbType);
  return type === undefined ? "unknown" : renderType(type);
}

/** A name as the key of an object's type: quoted where it is no identifier. */
export function propertyKey(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(name) ? name : JSON.stringify(name);
}

/** More values than this are `string`: a union of thousands slows the compiler and helps no one. */
const enumAtMost = 100;

function renderType(type: TypeText): string {
  switch (type.kind) {
    case "scalar":
      return scalars[type.name] ?? "unknown";
    case "enum":
      return type.values.length > enumAtMost
        ? "string"
        : type.values.map((value) => JSON.stringify(value)).join(" | ");
    case "list":
      return `(${orNull(type.item)})[]`;
    case "map":
      return `Record<string, ${orNull(type.value)}>`;
    case "struct":
      // The entries of `row(1, 'x')` have no names to come by.
      return type.entries.every(({ name }) => name !== undefined)
        ? `{ ${type.entries.map(renderEntry).join("; ")} }`
        : "unknown";
    case "union":
      return type.members.map((member) => `{ ${renderEntry(member)} }`).join(" | ");
  }
}

function renderEntry({ name = "", type }: NamedType): string {
  return `${propertyKey(name)}: ${orNull(type)}`;
}

function orNull(type: TypeText): string {
  const text = renderType(type);
  return text === "unknown" || text === "null" ? text : `${text} | null`;
}

const number = "number";
const text = "string";
/** A number up to 2^53, text beyond. */
const whole = "number | string";

const scalars: Readonly<Record<string, string>> = {
  BOOLEAN: "boolean",
  TINYINT: number,
  SMALLINT: number,
  INTEGER: number,
  UTINYINT: number,
  USMALLINT: number,
  UINTEGER: number,
  FLOAT: number,
  DOUBLE: number,
  BIGINT: whole,
  HUGEINT: whole,
  UBIGINT: whole,
  UHUGEINT: whole,
  BIGNUM: whole,
  DECIMAL: text,
  VARCHAR: text,
  JSON: text,
  UUID: text,
  BLOB: text,
  BIT: text,
  DATE: text,
  TIME: text,
  TIME_NS: text,
  "TIME WITH TIME ZONE": text,
  TIMESTAMP: text,
  TIMESTAMP_S: text,
  TIMESTAMP_MS: text,
  TIMESTAMP_NS: text,
  "TIMESTAMP WITH TIME ZONE": text,
  INTERVAL: text,
  GEOMETRY: text,
  TYPE: text,
  VARIANT: "unknown",
  NULL: "null",
};
