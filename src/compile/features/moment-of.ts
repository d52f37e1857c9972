import { parseMoment, startOf } from "../../graph/features/moments.ts";
import type { ViewSpec } from "../../graph/features/types.ts";
import type { CompileOptions } from "../options.ts";

/** The moment of a view's current values, and whether it moves from run to run. */
export function momentOf(
  { asOf, zone }: Pick<ViewSpec, "asOf" | "zone">,
  { now, clockStands }: Pick<CompileOptions, "now" | "clockStands">,
): { readonly moment: Date; readonly moves: boolean } {
  const { text } = asOf;
  if (text === "now") return { moment: now, moves: true };
  if (text === "hour" || text === "day") return { moment: startOf(text, now, zone), moves: true };
  if (clockStands) return { moment: now, moves: false };
  // What is no moment has been reported by the graph.
  return { moment: parseMoment(text, zone) ?? now, moves: false };
}

/** Stands for a moment that moves where a statement is to be the same in every run. */
export const fixedMoment: Date = new Date(0);
