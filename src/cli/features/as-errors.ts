import type { Diagnostic } from "../../base/diagnostic.ts";

/** Warnings as errors: what was only left out where there is something else is all that can be said where there is nothing. */
export function asErrors(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.map((each) => ({ ...each, severity: "error" }));
}
