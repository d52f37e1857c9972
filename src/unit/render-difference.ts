import type { Value } from "../adapters/adapter.ts";
import { displayWidth, padText, truncateText } from "../base/text-width.ts";
import type { UnitDifference } from "./types.ts";

/** Most rows that are shown. */
const shownRows = 20;
const cellWidth = 40;

/**
 * Renders a difference as a table: expected rows that are missing behind `-`, rows that nobody expected behind `+`, and around cells that
 * differ within a pair « ».
 */
export function renderDifference({ columns, rows, agreeing }: UnitDifference): string {
  const shown = rows.slice(0, shownRows);
  const cells = shown.map((row) =>
    row.cells.map((value, index) => {
      const text = truncateText(renderCell(value), cellWidth);
      return row.differs.includes(index) ? `«${text}»` : ` ${text} `;
    }),
  );
  const heads = columns.map((name) => ` ${name} `);
  const widths = heads.map((head, index) =>
    Math.max(displayWidth(head), ...cells.map((row) => displayWidth(row[index] ?? ""))),
  );
  const isRight = columns.map((_name, index) =>
    shown.every(({ cells: row }) => isNumeric(row[index] ?? null)),
  );
  const line = (mark: string, texts: readonly string[]) =>
    `${mark} ${texts.map((text, index) => padText(text, widths[index] ?? 0, isRight[index] ? "right" : "left")).join(" ")}`.trimEnd();
  const more = rows.length - shown.length;
  return [
    line(" ", heads),
    ...shown.map((row, index) => line(row.mark, cells[index] ?? [])),
    ...(more > 0 ? [`  ${more} more ${more === 1 ? "row differs" : "rows differ"}`] : []),
    `  ${agreeing} ${agreeing === 1 ? "row agrees" : "rows agree"}`,
  ].join("\n");
}

function isNumeric(value: Value): boolean {
  return (
    value === null ||
    typeof value === "number" ||
    (typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value))
  );
}

function renderCell(value: Value): string {
  if (value === null) return "NULL";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t");
}
