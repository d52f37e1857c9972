import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import { evaluateNamed, openEvaluation } from "../selection/evaluate.ts";
import type { GraphRule } from "./rule.ts";

/** At most one named selector is the default. */
export const checkSelectorDefaults: GraphRule = ({ graph }) => {
  const defaults = graph.selectors.filter((selector) => selector.isDefault);
  if (defaults.length < 2) return [];
  const names = defaults.map((selector) => selector.name);
  return [diagnose("Q0316", { names }, { span: defaults[1]?.span })];
};

/** Every named selector can be read, and refers only to others that exist, in no circle. */
export const checkSelectors: GraphRule = ({ graph }) => {
  if (graph.selectors.length === 0) return [];
  const problems: Diagnostic[] = [];
  // Over no nodes at all an evaluation finds what is wrong with the selectors themselves.
  const evaluation = openEvaluation({ ...graph, nodes: {} }, {}, "eager", problems);
  for (const selector of graph.selectors) evaluateNamed(selector, evaluation);
  const seen = new Set<string>();
  return problems.filter(({ code, message, span }) => {
    // What `state:` compares with is only known where nodes are selected.
    if (code === "Q0126") return false;
    const circle =
      code === "Q0124" ? message.split(": ")[1]?.split(" -> ").slice(1).sort().join() : undefined;
    const key = circle ?? `${span?.file}:${span?.line}:${message}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
};
