import type { Diagnostic, Outcome } from "../base/diagnostic.ts";
import type { Locate } from "../bind/engine-diagnostic.ts";
import { compileInline } from "../compile/compile-inline.ts";
import { locate } from "../compile/locate.ts";
import { materialize, needsColumns } from "../compile/materializations/index.ts";
import { findRefusal } from "../compile/materializations/refusal.ts";
import { mergeScans } from "../compile/merge-scans.ts";
import { batchesToFill } from "../compile/microbatch.ts";
import type { CompileOptions } from "../compile/options.ts";
import type { NodeId } from "../graph/types.ts";
import type { RowsCaller } from "../rows/rows-caller.ts";
import type { StepCompiler } from "../run/run-plan.ts";
import type { Plan } from "../run/types.ts";
import { compileOptions, type Shape } from "./compile-options.ts";
import type { Loaded } from "./loaded.ts";

/** The statements that run before the first node and after the last. */
export async function renderRunHooks(
  loaded: Loaded,
): Promise<Outcome<{ readonly onRunStart: readonly string[]; readonly onRunEnd: readonly string[] }>> {
  const { onRunStart, onRunEnd } = loaded.project.config.hooks;
  if (onRunStart.length + onRunEnd.length === 0) return { value: { onRunStart, onRunEnd }, diagnostics: [] };
  const options = await compileOptions(loaded, {});
  const diagnostics: Diagnostic[] = [];
  const render = (text: string) => {
    const outcome = compileInline(text, loaded.graph, options);
    diagnostics.push(...outcome.diagnostics.map((d) => ({ ...d, span: loaded.project.config.span })));
    return outcome.value;
  };
  const value = {
    onRunStart: onRunStart.map(render),
    onRunEnd: onRunEnd.map(render),
  };
  return { value, diagnostics };
}

/** The compiler's verbs that a run calls once it knows what the warehouse holds. */
export const stepCompiler: StepCompiler = {
  materialize,
  needsColumns,
  mergeScans,
  findRefusal,
  batchesToFill: (settings, ledger, now, { range, fullRefresh }) =>
    batchesToFill(settings, fullRefresh ? [] : ledger, now, range ? { range } : {}),
};

/** What calls the functions of the rows models that a plan builds. */
export async function rowsCaller(loaded: Loaded, plan: Plan): Promise<RowsCaller | undefined> {
  return findRowsCaller(
    loaded,
    plan.nodes.filter(({ action }) => action === "run").map(({ id }) => id),
  );
}

/** What calls the functions of the rows models among the nodes; loaded only where there are some. */
export async function findRowsCaller(
  loaded: Loaded,
  ids: readonly NodeId[],
): Promise<RowsCaller | undefined> {
  const isRows = (id: NodeId) => {
    const node = loaded.graph.nodes[id];
    return node && "template" in node && node.template?.typescript?.kind === "rows";
  };
  if (!ids.some(isRows)) return undefined;
  const { openRowsCaller } = await import("./rows-caller.ts");
  return openRowsCaller(loaded, ids);
}

/** Finds the line of the user's file that a place of a statement came from. Renders again, so it is asked only about what failed. */
export async function locator(loaded: Loaded, shape: Shape): Promise<Locate> {
  return locatorFor(loaded, await compileOptions(loaded, shape));
}

/** The same, for statements that were compiled with these options. */
export function locatorFor({ graph }: Pick<Loaded, "graph">, options: CompileOptions): Locate {
  return (id, { sql, position, word }) => {
    const offset = position ?? (word === undefined ? -1 : sql.indexOf(word));
    const span =
      offset < 0
        ? undefined
        : locate(graph, id, { sql, offset, ...(word !== undefined && { word }) }, options);
    return span && word !== undefined && sql.startsWith(word, offset)
      ? { ...span, length: word.length }
      : span;
  };
}
