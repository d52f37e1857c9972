import { diagnose } from "../../base/diagnostic.ts";
import type { GraphRule } from "./rule.ts";

/** At most one named selector is the default. */
export const checkSelectorDefaults: GraphRule = ({ graph }) => {
  const defaults = graph.selectors.filter((selector) => selector.isDefault);
  if (defaults.length < 2) return [];
  const names = defaults.map((selector) => selector.name);
  return [diagnose("Q0316", { names }, { span: defaults[1]?.span })];
};
