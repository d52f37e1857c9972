import { catalogue, type DiagnosticCode, type MessageParameters } from "./catalogue/index.ts";
import type { Span } from "./span.ts";

export type Severity = "error" | "warning";

/** One problem, with what happened, where, and what to do next. Plain data: it can be printed, cached and written to an artifact. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  /** What the user can do about it. */
  readonly hint?: string;
  readonly span?: Span;
  /** More lines, shown as they are: a table of rows that differ. */
  readonly details?: string;
  /** The engine's or the operating system's own words. */
  readonly cause?: string;
  /** The statement that failed, as it was sent. */
  readonly sql?: string;
}

interface DiagnosticPlace {
  readonly span?: Span | undefined;
  readonly cause?: string | undefined;
  readonly sql?: string | undefined;
  /** Overrides the severity of the catalogue. */
  readonly severity?: Severity;
  /** Added after the catalogue's hint. */
  readonly hint?: string | undefined;
}

/** Makes a diagnostic from its catalogue entry; the entry's parameters are checked by type. */
export function diagnose<C extends DiagnosticCode>(
  code: C,
  parameters: MessageParameters<C>,
  place: DiagnosticPlace = {},
): Diagnostic {
  const entry = catalogue[code] as CatalogueEntryOf<C>;
  const hint = [entry.hint?.(parameters), place.hint].filter(Boolean).join(" ");
  return {
    code,
    severity: place.severity ?? entry.severity ?? "error",
    message: entry.message(parameters),
    ...(hint && { hint }),
    ...(place.span && { span: place.span }),
    ...(place.cause && { cause: place.cause }),
    ...(place.sql && { sql: place.sql }),
  };
}

interface CatalogueEntryOf<C extends DiagnosticCode> {
  readonly severity?: Severity;
  readonly message: (parameters: MessageParameters<C>) => string;
  readonly hint?: (parameters: MessageParameters<C>) => string | undefined;
}

/** Carries diagnostics out of code that cannot go on. Caught once, at the edge (`cli`), and printed without a stack. */
export class DiagnosticError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((d) => `${d.code} ${d.message}`).join("\n"));
    this.name = "DiagnosticError";
    this.diagnostics = diagnostics;
  }
}

/** True where at least one of the diagnostics is an error. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((d) => d.severity === "error");
}

/** A stage's value together with what it found wrong. A stage that can still make a value returns both. */
export interface Outcome<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}
