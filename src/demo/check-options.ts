import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import type { DemoOptions } from "./types.ts";

/** Returns what is wrong with a scale and a seed; nothing where the shop can be made. */
export function checkDemoOptions({
  scale,
  seed,
}: Pick<DemoOptions, "scale" | "seed">): readonly Diagnostic[] {
  const problems: Diagnostic[] = [];
  if (!(scale > 0 && scale <= 1_000)) {
    problems.push(
      diagnose("Q0704", {
        option: "--scale",
        value: String(scale),
        expected: "a number above 0 and at most 1000",
      }),
    );
  }
  if (!Number.isSafeInteger(seed)) {
    problems.push(diagnose("Q0704", { option: "--seed", value: String(seed), expected: "a whole number" }));
  }
  return problems;
}
