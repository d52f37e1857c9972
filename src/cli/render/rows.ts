import { maskedJson } from "../../base/masked-json.ts";
import { createPaint, type Paint } from "../../base/paint.ts";
import { displayWidth, padText, truncateText } from "../../base/text-width.ts";

/** Rows of a query: names in order, and each row's values in that order, as plain data. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** Which columns hold numbers, some of which come as text; where absent, the values tell. */
  readonly numeric?: readonly boolean[];
}

export interface TableLayout {
  readonly paint?: Paint;
  /** Widest a cell may be; default 60. */
  readonly cellWidth?: number;
}

/** Renders rows as a table of text: headings, a rule, one line a row; numbers stand on the right. */
export function renderTable(table: Table, layout: TableLayout = {}): string {
  const { paint = createPaint(false), cellWidth = 60 } = layout;
  const cells = table.rows.map((row) => row.map((value) => truncateText(renderCell(value), cellWidth)));
  const widths = table.columns.map((name, column) =>
    Math.max(displayWidth(name), ...cells.map((row) => displayWidth(row[column] ?? ""))),
  );
  const numeric = table.numeric ?? table.columns.map((_, column) => isNumericColumn(table.rows, column));
  const renderLine = (line: readonly string[], decorate: (text: string, column: number) => string) =>
    line
      .map((text, column) => {
        const align = numeric[column] ? "right" : "left";
        const padded = padText(
          text,
          column === line.length - 1 && align === "left" ? 0 : (widths[column] ?? 0),
          align,
        );
        return decorate(padded, column);
      })
      .join("  ");
  return [
    renderLine(table.columns, (text) => paint("bold", text)),
    paint("dim", widths.map((width) => "─".repeat(width)).join("  ")),
    ...cells.map((line, row) =>
      renderLine(line, (text, column) => (table.rows[row]?.[column] === null ? paint("dim", text) : text)),
    ),
  ].join("\n");
}

/** Renders rows as CSV with a heading (RFC 4180, line feeds): NULL is empty, an empty string is `""`. */
export function renderCsv({ columns, rows }: Table): string {
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const field = (value: unknown): string => {
    if (value === null || value === undefined) return "";
    const text = renderValue(value);
    return text === "" || /[",\r\n]|^\s|\s$/.test(text) ? quote(text) : text;
  };
  return [columns, ...rows].map((row) => row.map(field).join(",")).join("\n");
}

/** Renders rows as a JSON list of objects, one a line. */
export function renderJsonRows({ columns, rows }: Table): string {
  const lines = rows.map((row) =>
    maskedJson(Object.fromEntries(columns.map((name, i) => [name, row[i] ?? null]))),
  );
  return lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n]`;
}

/** One line of text: line feeds and tabs are shown as escapes, so that a row stays a row. */
function renderCell(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  return renderValue(value).replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t");
}

function renderValue(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? maskedJson(value) : String(value);
}

function isNumericColumn(rows: Table["rows"], column: number): boolean {
  const values = rows.map((row) => row[column]).filter((value) => value !== null && value !== undefined);
  return values.length > 0 && values.every((value) => typeof value === "number" || typeof value === "bigint");
}
