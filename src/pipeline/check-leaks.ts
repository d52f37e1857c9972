import type { Diagnostic } from "../base/diagnostic.ts";
import type { NodeId } from "../graph/types.ts";
import { findFindings } from "../rules/find-findings.ts";
import { severities } from "../rules/index.ts";
import { settleFindings } from "../rules/settle-findings.ts";
import type { BoundStatements } from "./bind-selected.ts";
import type { Loaded } from "./loaded.ts";
import { ruleInput } from "./rule-input.ts";

/** The leaks among training sets that are to be built, as errors; without those that the project allows, or takes for less than an error. */
export function checkLeaks(
  loaded: Loaded,
  ids: ReadonlySet<NodeId>,
  statements: BoundStatements,
): readonly Diagnostic[] {
  const { graph } = loaded;
  const sets = new Set([...ids].filter((id) => graph.nodes[id]?.kind === "training_set"));
  if (sets.size === 0) return [];
  const found = findFindings(ruleInput(loaded, sets, statements), ["leak"]);
  const settled = settleFindings(found, {
    graph,
    severities: new Map(Object.entries(severities)),
    broken: new Set(),
    isKnown: () => false,
    isWhole: false,
  });
  return settled.diagnostics.filter(({ code, severity }) => severity === "error" && leakCodes.has(code));
}

/** What is wrong with the settings of rules is left to `quern check`. */
const leakCodes: ReadonlySet<string> = new Set(["Q1255", "Q1256", "Q1257"]);
