import type { Diagnostic } from "./diagnostic.ts";
import { createPaint, type Paint } from "./paint.ts";
import { renderSpan, type Span } from "./span.ts";
import { displayWidth, truncateText } from "./text-width.ts";

export interface RenderOptions {
  readonly color?: boolean;
  /** Text of a project's file, for the source line; undefined where it cannot be read. */
  readonly readText?: (file: string) => string | undefined;
  /** At most so many are rendered in full; the others are counted. Default 50. */
  readonly limit?: number;
}

/**
 * Renders diagnostics for a terminal, each once, in the order given: `file:line:column severity CODE message`, the source line with a caret,
 * the hint and the engine's words; after more than one, how many there were.
 */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: RenderOptions = {}): string {
  const distinct = [...new Map(diagnostics.map((d) => [identityOf(d), d])).values()];
  const limit = options.limit ?? 50;
  // Errors are what stops the user, so that a flood of warnings must not push them out.
  const shown =
    distinct.length <= limit
      ? distinct
      : [
          ...distinct.filter((d) => d.severity === "error"),
          ...distinct.filter((d) => d.severity === "warning"),
        ].slice(0, limit);
  const parts = shown.map((d) => renderDiagnostic(d, options));
  if (distinct.length > 1) parts.push(renderCount(distinct, shown.length));
  return parts.join("\n");
}

/** Renders one diagnostic; several lines, without a final line feed. */
export function renderDiagnostic(diagnostic: Diagnostic, options: RenderOptions = {}): string {
  const paint = createPaint(options.color ?? false);
  const place = diagnostic.span ? `${paint("bold", renderSpan(diagnostic.span))} ` : "";
  const severity = paint(diagnostic.severity === "error" ? "red" : "yellow", diagnostic.severity);
  const lines = [`${place}${severity} ${paint("dim", diagnostic.code)} ${diagnostic.message}`];
  if (diagnostic.span) lines.push(...renderSourceLine(diagnostic.span, options, paint));
  if (diagnostic.details) lines.push(...diagnostic.details.split("\n").map((line) => `  ${line}`));
  if (diagnostic.cause) lines.push(...labelled("cause", diagnostic.cause, paint));
  if (diagnostic.sql && !diagnostic.span) lines.push(...renderStatement(diagnostic.sql, paint));
  if (diagnostic.hint) lines.push(...labelled("hint", diagnostic.hint, paint));
  return lines.join("\n");
}

const identityOf = (d: Diagnostic): string =>
  [d.code, d.message, d.span ? renderSpan(d.span) : "", d.cause ?? ""].join("\u0000");

/** Widest part of a source line that is shown; a longer one is cut around the caret. */
const sourceWidth = 120;

function renderSourceLine(span: Span, options: RenderOptions, paint: Paint): string[] {
  const text = options.readText?.(span.file);
  const line = text === undefined ? undefined : findLine(text, span.line);
  if (line === undefined || line.trim() === "") return [];
  const start = Math.min(Math.max(0, span.column - 1), line.length);
  const from = line.length > sourceWidth ? Math.max(0, start - Math.floor(sourceWidth / 3)) : 0;
  const shown = truncateText(`${from > 0 ? "…" : ""}${line.slice(from)}`, sourceWidth).replaceAll("\t", "  ");
  const before = `${from > 0 ? "…" : ""}${line.slice(from, start)}`.replaceAll("\t", "  ");
  const marked = line.slice(start, start + Math.max(1, span.length ?? 1));
  const room = Math.max(1, displayWidth(shown) - displayWidth(before));
  const carets = "^".repeat(Math.min(room, Math.max(1, displayWidth(marked))));
  const gutter = String(span.line);
  return [
    `  ${paint("dim", `${gutter} |`)} ${shown}`,
    `  ${paint("dim", `${" ".repeat(gutter.length)} |`)} ${" ".repeat(displayWidth(before))}${paint("red", carets)}`,
  ];
}

function findLine(text: string, line: number): string | undefined {
  let start = 0;
  for (let i = 1; i < line; i++) {
    const feed = text.indexOf("\n", start);
    if (feed < 0) return undefined;
    start = feed + 1;
  }
  const end = text.indexOf("\n", start);
  return text.slice(start, end < 0 ? undefined : end).replace(/\r$/, "");
}

function labelled(label: string, text: string, paint: Paint): string[] {
  const [first = "", ...rest] = text.trimEnd().split("\n");
  return [
    `  ${paint("cyan", `${label}:`)} ${first}`,
    ...rest.map((line) => `  ${" ".repeat(label.length + 2)}${line}`),
  ];
}

const statementLines = 12;

function renderStatement(sql: string, paint: Paint): string[] {
  const lines = sql.trim().split("\n");
  const shown = lines.slice(0, statementLines).map((line) => truncateText(line, sourceWidth));
  if (lines.length > statementLines) shown.push(`… ${lines.length - statementLines} more lines`);
  return [`  ${paint("cyan", "statement:")}`, ...shown.map((line) => `    ${line}`)];
}

function renderCount(diagnostics: readonly Diagnostic[], shown: number): string {
  const errors = diagnostics.filter((d) => d.severity === "error").length;
  const warnings = diagnostics.length - errors;
  const counts = [
    errors > 0 ? `${errors} ${errors === 1 ? "error" : "errors"}` : "",
    warnings > 0 ? `${warnings} ${warnings === 1 ? "warning" : "warnings"}` : "",
  ].filter(Boolean);
  const hidden = diagnostics.length - shown;
  return `\n${counts.join(", ")}${hidden > 0 ? ` (${hidden} more not shown; --json prints all)` : ""}`;
}
