import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import type { NodeId } from "../../graph/types.ts";
import { stateKey } from "../state/read-state.ts";
import type { PlanInput } from "./plan-input.ts";
import type { Reads } from "./reads.ts";

export interface LeftOut {
  readonly tests: ReadonlySet<NodeId>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Finds the data tests of a build that read a relation which is neither selected nor in the warehouse: a part of a project that is built for
 * the first time has tests that compare it with other parts. They run once those are built. `quern test`, which names them, is let fail.
 */
export function findTestsToLeaveOut(input: PlanInput, reads: (id: NodeId) => Reads): LeftOut {
  const { compiled, selected, command } = input;
  const tests = new Set<NodeId>();
  const missing = new Set<NodeId>();
  if (command === "build")
    for (const id of selected) {
      if (compiled.tests[id] === undefined) continue;
      const absent = reads(id).parents.filter((parent) => !selected.has(parent) && !isThere(parent, input));
      if (absent.length > 0) tests.add(id);
      for (const parent of absent) missing.add(parent);
    }
  if (tests.size === 0) return { tests, diagnostics: [] };
  const names = [...missing].map((id) => input.graph.nodes[id]?.name ?? id);
  return { tests, diagnostics: [diagnose("Q0618", { tests: tests.size, names })] };
}

function isThere(id: NodeId, { state, relationOf }: PlanInput): boolean {
  const relation = state.nodes[id]?.relation ?? relationOf?.(id);
  return relation ? state.relations[stateKey(relation)] !== undefined : state.nodes[id] !== undefined;
}
