import { type NamedType, parseType, type TypeText } from "../../sql/parse-type.ts";

/** A JSON Schema, as OpenAPI 3.1 takes it. */
export type Schema = Readonly<Record<string, unknown>>;

/** The schema of the JSON that a value of a DuckDB type becomes. */
export function valueSchema(type: string): Schema {
  const parsed = parseType(type);
  return parsed === undefined ? {} : orNull(schemaOf(parsed));
}

function schemaOf(type: TypeText): Schema {
  switch (type.kind) {
    case "scalar":
      return scalars[type.name] ?? { type: "string" };
    case "enum":
      return { type: "string" };
    case "list":
      return { type: "array", items: orNull(schemaOf(type.item)) };
    case "struct":
      return { type: "object", properties: propertiesOf(type.entries) };
    case "map":
      return { type: "object", additionalProperties: orNull(schemaOf(type.value)) };
    case "union":
      return { type: "object", properties: propertiesOf(type.members), minProperties: 1, maxProperties: 1 };
  }
}

function propertiesOf(entries: readonly NamedType[]): Schema {
  return Object.fromEntries(entries.map(({ name = "", type }) => [name, orNull(schemaOf(type))]));
}

function orNull(schema: Schema): Schema {
  return "type" in schema ? { ...schema, type: [schema.type, "null"].flat() } : schema;
}

const integer = { type: "integer" };
const whole = { type: ["integer", "string"], description: "a number up to 2^53, text beyond" };
const float = { type: ["number", "string"], description: 'a number, or "NaN", "Infinity", "-Infinity"' };

const scalars: Readonly<Record<string, Schema>> = {
  BOOLEAN: { type: "boolean" },
  TINYINT: integer,
  SMALLINT: integer,
  INTEGER: integer,
  UTINYINT: integer,
  USMALLINT: integer,
  UINTEGER: integer,
  BIGINT: whole,
  HUGEINT: whole,
  UBIGINT: whole,
  UHUGEINT: whole,
  BIGNUM: whole,
  FLOAT: float,
  DOUBLE: float,
  DECIMAL: { type: "string", description: "a decimal number, to its last digit" },
  DATE: { type: "string", description: "2025-07-31" },
  TIMESTAMP: { type: "string", description: "2025-07-31 12:00:00, in UTC" },
  "TIMESTAMP WITH TIME ZONE": { type: "string", description: "2025-07-31 12:00:00+00" },
};
