import type { Session } from "../../adapters/adapter.ts";
import type { Step } from "../../compile/types.ts";

/**
 * Steps outside the transaction that come before the others run before it; hooks behind the others run after its commit. Written files
 * take their place once the tests have passed and before the commit: a process that is killed in between leaves the new files with
 * the old state, and the next build makes both agree again.
 */
export function splitSteps(steps: readonly Step[]): {
  readonly before: readonly Step[];
  readonly inside: readonly Step[];
  readonly publishing: readonly Step[];
  readonly after: readonly Step[];
} {
  const first = steps.findIndex((step) => !step.outside);
  const split = first < 0 ? steps.length : first;
  const rest = steps.slice(split);
  return {
    before: steps.slice(0, split),
    inside: rest.filter((step) => !step.outside),
    publishing: rest.filter((step) => step.outside && step.kind !== "hook"),
    after: rest.filter((step) => step.outside && step.kind === "hook"),
  };
}

/** What steps have done. */
export interface Done {
  /** Rows of the new table, or rows that an incremental step changed; undefined for views. */
  readonly rows: number | undefined;
  /** Current values that were carried on: the entities that were computed again. */
  readonly entities: number | undefined;
}

/** Runs steps one after another. */
export async function runSteps(steps: readonly Step[], session: Session, check: () => void): Promise<Done> {
  let rows: number | undefined;
  let entities: number | undefined;
  let before = 0;
  for (const step of steps) {
    check();
    if (step.ifNoRows && before > 0) continue;
    if (step.publishes !== undefined) {
      await session.publishFiles(step.publishes.from, step.publishes.to);
      continue;
    }
    if (step.writes !== undefined) await session.makeFolderFor(step.writes);
    const { rowsChanged } = await session.run(step.sql);
    before = rowsChanged;
    if (step.counts === "entities") entities = rowsChanged;
    if (countedKinds.has(step.kind) && !/^\s*create\b.*\bview\b/i.test(step.sql.slice(0, 80)))
      rows = (rows ?? 0) + rowsChanged;
  }
  return { rows, entities };
}

/** Steps whose rows are worth telling. Rows deleted to be inserted again would count twice. */
const countedKinds: ReadonlySet<Step["kind"]> = new Set(["create", "insert", "merge", "write"]);
