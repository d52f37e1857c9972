import { duckdbKeywords } from "../duckdb-keywords.ts";
import type { SqlField, SqlType } from "./types.ts";

/**
 * A type as DESCRIBE prints it, which a column can be declared with.
 *
 * @example renderType({name: "LIST", child: {name: "DECIMAL", width: 10, scale: 2}}) // DECIMAL(10,2)[]
 */
export function renderType(type: SqlType): string {
  if (type.alias !== undefined && type.name !== "ENUM") return type.alias;
  const render = composed[type.name];
  return render ? render(type) : type.name;
}

const composed: Readonly<Record<string, (type: SqlType) => string>> = {
  DECIMAL: ({ width, scale }) => `DECIMAL(${width},${scale})`,
  LIST: ({ child }) => `${renderChild(child)}[]`,
  ARRAY: ({ child, size }) => `${renderChild(child)}[${size}]`,
  STRUCT: ({ fields = [] }) => `STRUCT(${renderFields(fields)})`,
  // A list of structs of key and value.
  MAP: ({ child }) => `MAP(${(child?.fields ?? []).map(({ type }) => renderType(type)).join(", ")})`,
  // Its first field is the tag.
  UNION: ({ fields = [] }) => `UNION(${renderFields(fields.slice(1))})`,
  ENUM: ({ values = [] }) => `ENUM(${values.map((value) => `'${value.replaceAll("'", "''")}'`).join(", ")})`,
};

function renderChild(child: SqlType | undefined): string {
  return child === undefined ? "INTEGER" : renderType(child);
}

function renderFields(fields: readonly SqlField[]): string {
  return fields.map(({ name, type }) => `${renderName(name)} ${renderType(type)}`).join(", ");
}

function renderName(name: string): string {
  const isPlain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !duckdbKeywords.has(name.toLowerCase());
  return isPlain ? name : `"${name.replaceAll('"', '""')}"`;
}
