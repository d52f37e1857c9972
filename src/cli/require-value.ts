import { DiagnosticError, hasErrors, type Outcome } from "../base/diagnostic.ts";
import type { Terminal } from "./terminal.ts";

/** A stage's value; its warnings are printed, its errors end the command. */
export function requireValue<T>({ value, diagnostics }: Outcome<T>, terminal: Terminal): NonNullable<T> {
  if (value === undefined || value === null || hasErrors(diagnostics)) throw new DiagnosticError(diagnostics);
  terminal.report(diagnostics);
  return value;
}
