/** A place in a user's file. `line` and `column` count from 1, columns in UTF-16 units; `file` is relative to the project, with `/`. */
export interface Span {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How many characters the caret line underlines; 1 where absent. */
  readonly length?: number;
}

/** Renders a span as editors and terminals link it: `models/orders.sql:12:8`. */
export function renderSpan(span: Span): string {
  return `${span.file}:${span.line}:${span.column}`;
}
