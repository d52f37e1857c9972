import type { Expression } from "../plan/expressions.ts";
import type { Reach } from "./flow.ts";
import type { Scope } from "./scope.ts";
import { traceExpression } from "./trace-expression.ts";
import { tieOf } from "./traced.ts";

/** The cells in which the rows of a group or of a partition are equal, and those of which they have the same start of a day. */
export function keptCells(keys: readonly Expression[], scope: Scope): Pick<Reach, "kept" | "keptEarly"> {
  if (!scope.flow.isOpen) return { kept: [] };
  const [kept, keptEarly]: [number[], number[]] = [[], []];
  for (const key of keys) {
    const tie = tieOf(traceExpression(key, scope));
    if (tie === undefined || tie.kind === "top") continue;
    // Which branch of a union a row comes from is not known to be the same in a group: all of its cells are.
    (tie.kind === "early" ? keptEarly : kept).push(...tie.cells);
  }
  return { kept, ...(keptEarly.length > 0 && { keptEarly }) };
}
