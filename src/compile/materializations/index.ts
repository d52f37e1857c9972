import type { Outcome } from "../../base/diagnostic.ts";
import { diagnose } from "../../base/diagnostic.ts";
import type { ResolvedSettings } from "../../graph/types.ts";
import type { Materialized } from "../../project/definitions.ts";
import type { Dialect } from "../../sql/dialect.ts";
import type { CompiledNode, Situation, Step } from "../types.ts";
import { commentSteps } from "./comments.ts";
import { ephemeral } from "./ephemeral.ts";
import { external } from "./external.ts";
import { hookStep } from "./hooks.ts";
import { incremental } from "./incremental.ts";
import { nodeName } from "./names.ts";
import { findExistingTable, strategyOf } from "./settings.ts";
import { snapshot } from "./snapshot.ts";
import { table } from "./table.ts";
import type { Materialization } from "./types.ts";
import { view } from "./view.ts";

/**
 * The statements that build a node, in order, from what the warehouse holds. Steps marked `outside` at the head of the list run before
 * the node's transaction, those at its end after the commit, and so only when the node's tests have passed; all between run inside it.
 * Where the outcome has an error nothing may run.
 */
export function materialize(
  node: CompiledNode,
  settings: ResolvedSettings,
  situation: Situation,
  dialect: Dialect,
): Outcome<readonly Step[]> {
  if (node.relation === null) return { value: [], diagnostics: [] };
  const work = { node, relation: node.relation, settings, situation, dialect };
  const { value: body, diagnostics } = materializations[node.materialized](work);
  const pre = (node.hooks?.pre ?? []).map(hookStep);
  const post = (node.hooks?.post ?? []).map(hookStep);
  const granted = Object.keys(settings.grants ?? {}).length > 0;
  return {
    value: [
      ...pre.filter(isOutside),
      ...pre.filter((step) => !isOutside(step)),
      ...body.filter((step) => !isOutside(step)),
      ...commentSteps(work),
      ...post.filter((step) => !isOutside(step)),
      ...body.filter(isOutside),
      ...post.filter(isOutside),
    ],
    diagnostics: granted
      ? [...diagnostics, diagnose("Q0430", { name: nodeName(work), engine: dialect.name })]
      : diagnostics,
  };
}

/** Whether `situation.selectColumns` is needed: one DESCRIBE, which most nodes do without. */
export function needsColumns(node: CompiledNode, settings: ResolvedSettings, situation: Situation): boolean {
  if (Object.keys(situation.docs?.columns ?? {}).length > 0) return true;
  switch (node.materialized) {
    case "snapshot":
    case "external":
      return true;
    case "incremental":
      if (strategyOf(settings) === "microbatch") return true;
      return findExistingTable({ situation }) !== undefined;
    default:
      return false;
  }
}

const materializations: Readonly<Record<Materialized, Materialization>> = {
  view,
  table,
  ephemeral,
  incremental,
  snapshot,
  external,
  seed: table,
};

function isOutside(step: Step): boolean {
  return step.outside === true;
}
