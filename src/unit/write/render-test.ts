import type { Value } from "../../adapters/adapter.ts";
import { displayWidth } from "../../base/text-width.ts";

/** Rows as a test file writes them: values in the order of the columns. */
export interface WrittenRows {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Value[])[];
}

export interface WrittenTest {
  readonly name: string;
  readonly description: string;
  readonly model: string;
  readonly now?: string;
  readonly given: readonly { readonly input: string; readonly data: WrittenRows }[];
  readonly expect: WrittenRows;
}

const lineWidth = 140;

/** Renders a file with one unit test. */
export function renderTest({ name, description, model, now, given, expect }: WrittenTest): string {
  const lines = [
    "unit_tests:",
    `  - name: ${name}`,
    `    description: ${renderText(description)}`,
    `    model: ${renderText(model)}`,
  ];
  if (now !== undefined) lines.push(`    now: ${now}`);
  lines.push(given.length === 0 ? "    given: []" : "    given:");
  for (const { input, data } of given) {
    lines.push(`      - input: ${input}`);
    lines.push(...renderRows(data, "        "));
  }
  lines.push("    expect:", ...renderRows(expect, "      "));
  return `${lines.join("\n")}\n`;
}

function renderRows({ columns, rows }: WrittenRows, indent: string): string[] {
  if (rows.length === 0) return [`${indent}rows: []`];
  return [
    `${indent}rows:`,
    ...rows.flatMap((row) => {
      const cells = columns.map(
        ({ name, type }, index) => `${renderKey(name)}: ${renderValue(row[index] ?? null, type)}`,
      );
      const line = `${indent}  - {${cells.join(", ")}}`;
      if (displayWidth(line) <= lineWidth) return [line];
      return cells.map((cell, index) => `${indent}  ${index === 0 ? "- " : "  "}${cell}`);
    }),
  ];
}

function renderKey(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) && !isWord(name) ? name : JSON.stringify(name);
}

function renderValue(value: Value, type: string): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  // JSON is YAML as well.
  if (typeof value !== "string") return JSON.stringify(value);
  if (type.startsWith("DECIMAL") && /^-?\d+(\.\d+)?$/.test(value) && value.length <= 15) return value;
  return renderText(value);
}

/** Plain where every reader of YAML takes it for the text that it is. */
function renderText(text: string): string {
  const isPlain = /^[A-Za-z][\w./-]*(?: [\w./-]+)*$/.test(text) || /^\d{4}-\d{2}-\d{2}$/.test(text);
  return isPlain && !isWord(text) ? text : JSON.stringify(text);
}

function isWord(text: string): boolean {
  return /^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
}
