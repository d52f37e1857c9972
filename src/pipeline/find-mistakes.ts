import type { Diagnostic } from "../base/diagnostic.ts";
import type { Bound } from "../bind/types.ts";
import { inlinedNodes } from "../compile/inlined-nodes.ts";
import type { NodeId } from "../graph/types.ts";
import type { Plan } from "../run/types.ts";
import { bindQuickly } from "./bind-selected.ts";
import { checkLeaks } from "./check-leaks.ts";
import type { Loaded } from "./loaded.ts";
import type { Connection } from "./open-later.ts";

export interface Mistakes {
  readonly diagnostics: readonly Diagnostic[];
  /** What was bound to find them. */
  readonly bound: Bound | undefined;
  /** Keeps what was found out for the next check; the longer part of the work, and nothing that runs waits for it. */
  readonly keep: () => Promise<void>;
}

/** Of what is not looked at. */
export const noMistakes: Mistakes = { diagnostics: [], bound: undefined, keep: async () => undefined };

/**
 * The mistakes in what a plan is going to run and in what becomes part of its statements, whether that is in the plan or not, and the leaks of its
 * training sets: nothing runs where there are some. What is wrong with tables that it only reads, and what is merely worth a warning, is left to
 * `quern check`.
 */
export async function findMistakes(loaded: Loaded, plan: Plan, connection: Connection): Promise<Mistakes> {
  const work = plan.nodes.filter(({ action }) => action !== "reuse");
  if (work.length === 0) return noMistakes;
  const isUnitTest = (id: NodeId) => loaded.graph.nodes[id]?.kind === "unit_test";
  const ids = new Set(work.flatMap(({ id, tests }) => [id, ...tests]).filter((id) => !isUnitTest(id)));
  const { value: statements, diagnostics, keep } = await bindQuickly(loaded, ids, connection);
  const { bound } = statements;
  // Of these there is a table, which data tests read as it stands. Unit tests run the statement itself.
  const onlyTested = new Set(
    work.flatMap(({ id, action, tests }) => (action === "run" || tests.some(isUnitTest) ? [] : [id])),
  );
  const running = [...ids].filter((id) => !onlyTested.has(id));
  const told = new Set([...ids, ...inlinedNodes(loaded.graph, running)]);
  const own = new Set([...told].flatMap((id) => bound.problems[id] ?? []));
  const wrong = diagnostics.filter((problem) => problem.severity === "error" && own.has(problem));
  return { diagnostics: [...wrong, ...checkLeaks(loaded, ids, statements)], bound, keep };
}
