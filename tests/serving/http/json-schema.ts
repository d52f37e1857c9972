/* The part of JSON Schema (2020-12) that the OpenAPI document is written in, checked and applied. */

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly additionalProperties?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
}

const types = ["null", "boolean", "integer", "number", "string", "array", "object"];
const keywords: ReadonlySet<string> = new Set([
  ...["$ref", "type", "properties", "required", "items", "prefixItems", "minItems", "maxItems"],
  ...[
    "additionalProperties",
    "minProperties",
    "maxProperties",
    "enum",
    "const",
    "anyOf",
    "description",
    "format",
  ],
]);

/** What a reference within a document leads to. */
export function resolve(document: unknown, reference: string): unknown {
  const names = reference.replace(/^#\//, "").split("/");
  return names.reduce<unknown>(
    (part, name) => (part as Readonly<Record<string, unknown>> | undefined)?.[name],
    document,
  );
}

/** What is wrong with a schema as such. */
export function findSchemaMistakes(schema: Schema, where: string): string[] {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema))
    return [`${where} is no schema`];
  const mistakes = Object.keys(schema)
    .filter((name) => !keywords.has(name))
    .map((name) => `${where}: ${name}`);
  for (const type of [schema.type ?? []].flat())
    if (!types.includes(type)) mistakes.push(`${where}: type ${type}`);
  const { properties = {} } = schema;
  for (const name of schema.required ?? [])
    if (!Object.hasOwn(properties, name)) mistakes.push(`${where}: required ${name}`);
  for (const [name, part] of Object.entries(properties))
    mistakes.push(...findSchemaMistakes(part, `${where}.${name}`));
  const parts = [
    schema.items,
    schema.additionalProperties,
    ...(schema.prefixItems ?? []),
    ...(schema.anyOf ?? []),
  ];
  for (const part of parts) if (part !== undefined) mistakes.push(...findSchemaMistakes(part, `${where}[]`));
  return mistakes;
}

/** Where a value is not what a schema says. */
export function findViolations(value: unknown, schema: Schema, document: unknown, where = "$"): string[] {
  if (schema.$ref) return findViolations(value, resolve(document, schema.$ref) as Schema, document, where);
  const found: string[] = [];
  const check = (holds: boolean, what: string) => {
    if (!holds) found.push(`${where}: ${what}`);
  };
  const inner = (part: unknown, of: Schema, place: string) =>
    found.push(...findViolations(part, of, document, where + place));
  if (schema.type)
    check(
      [schema.type].flat().some((type) => isOf(value, type)),
      `no ${schema.type}`,
    );
  if (schema.enum) check(schema.enum.includes(value), "none of the values");
  if ("const" in schema) check(value === schema.const, `not ${schema.const}`);
  if (schema.anyOf)
    check(
      schema.anyOf.some((each) => findViolations(value, each, document, where).length === 0),
      "none of several",
    );
  if (Array.isArray(value)) {
    check(
      value.length >= (schema.minItems ?? 0) && value.length <= (schema.maxItems ?? value.length),
      "its length",
    );
    for (const [index, item] of value.entries())
      inner(item, schema.prefixItems?.[index] ?? schema.items ?? {}, `[${index}]`);
  } else if (typeof value === "object" && value !== null) {
    for (const name of schema.required ?? []) check(Object.hasOwn(value, name), `no ${name}`);
    for (const [name, part] of Object.entries(value)) {
      const of = schema.properties?.[name] ?? schema.additionalProperties;
      check(of !== undefined || schema.properties === undefined, `${name} is not told of`);
      if (of !== undefined) inner(part, of, `.${name}`);
    }
  }
  return found;
}

function isOf(value: unknown, type: string): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type && value !== null && !Array.isArray(value);
}
