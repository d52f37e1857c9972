import type { CompiledTest, FailureCondition } from "../../compile/types.ts";
import type { TestStatus } from "../types.ts";

/** What a number of failing rows means: an error-severity test fails by `errorIf`, else warns by `warnIf`; a warn-severity test never fails. */
export function evaluateTest(
  test: Pick<CompiledTest, "severity" | "warnIf" | "errorIf">,
  failures: number,
): TestStatus {
  if (test.severity === "error" && holds(test.errorIf, failures)) return "fail";
  return holds(test.warnIf, failures) ? "warn" : "pass";
}

function holds({ operator, value, upper }: FailureCondition, failures: number): boolean {
  return comparisons[operator](failures, value, upper ?? value);
}

const comparisons: Record<
  FailureCondition["operator"],
  (n: number, value: number, upper: number) => boolean
> = {
  ">": (n, value) => n > value,
  ">=": (n, value) => n >= value,
  "<": (n, value) => n < value,
  "<=": (n, value) => n <= value,
  "=": (n, value) => n === value,
  "!=": (n, value) => n !== value,
  between: (n, value, upper) => n >= value && n <= upper,
};
