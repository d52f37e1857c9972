import { DiagnosticError, diagnose } from "../base/diagnostic.ts";
import type { KeyColumn } from "./store/key-texts.ts";

/**
 * The texts of a key as packs know them. Throws a DiagnosticError that says where the mistake is.
 *
 * @param parts a value for each column, or an object of them by the columns' names
 * @param where what the parts are called, for whoever gave them: `keys[3]`
 */
export function readKey(columns: readonly KeyColumn[], parts: unknown, where: string): readonly string[] {
  const values = valuesOf(columns, parts, where);
  if (values.length !== columns.length)
    throw new DiagnosticError([
      diagnose("Q1267", { where, columns: columns.map(({ name }) => name), given: values.length }),
    ]);
  return columns.map((column, index) => {
    const value = values[index];
    const text = isScalar(value) ? column.read(value) : undefined;
    if (text !== undefined) return text;
    const { name, type, expected } = column;
    throw new DiagnosticError([
      diagnose("Q1268", { where, column: name, type, value: JSON.stringify(value) ?? "nothing", expected }),
    ]);
  });
}

/** JSON of a key, an object by the columns' names. */
export function renderKey(columns: readonly KeyColumn[], texts: readonly string[]): string {
  const members = columns.map(
    (column, index) => `${JSON.stringify(column.name)}:${column.json(texts[index] ?? "")}`,
  );
  return `{${members.join(",")}}`;
}

function valuesOf(columns: readonly KeyColumn[], parts: unknown, where: string): readonly unknown[] {
  if (Array.isArray(parts)) return parts;
  if (typeof parts !== "object" || parts === null) return [parts];
  const names = columns.map(({ name }) => name);
  const other = Object.keys(parts).find((name) => !names.includes(name));
  if (other !== undefined)
    throw new DiagnosticError([
      diagnose("Q1270", { where, problem: `"${other}" is no part of the key (${names.join(", ")})` }),
    ]);
  return names.flatMap((name) =>
    Object.hasOwn(parts, name) ? [(parts as Record<string, unknown>)[name]] : [],
  );
}

function isScalar(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
