import { hashOf } from "../../base/hash.ts";
import type { NodeId } from "../../graph/types.ts";
import type { FingerprintParts } from "../types.ts";
import type { PlanningContext } from "./plan-node.ts";

/** Part of every hash: another number makes all current values anew. */
const format = "1";

/**
 * The hash of all that decides the rows of a view but data: its statement and settings, and those of whatever it reads, down to the sources. Where
 * it is the same as at another time, nothing but rows that were added since makes a difference.
 *
 * Undefined where rows may differ without that: a statement somewhere gives something else each time, rows are left out, or values of another
 * view are read, which move with time.
 */
export function definitionOf(
  id: NodeId,
  own: FingerprintParts,
  context: PlanningContext,
): string | undefined {
  const found = new Map<NodeId, string | undefined>();

  function describe(
    statement: string,
    parts: FingerprintParts,
    seeds: readonly string[],
  ): string | undefined {
    if (parts.volatile || parts.sample !== "") return undefined;
    const parents: string[] = [];
    for (const parent of Object.keys(parts.parents).sort() as NodeId[]) {
      const described = describeNode(parent);
      if (described === undefined) return undefined;
      parents.push(`${parent}=${described}`);
    }
    return hashOf(
      format,
      statement,
      parts.settings,
      ...seeds,
      ...parents,
      ...Object.keys(parts.sources).sort(),
    );
  }

  function describeNode(parent: NodeId): string | undefined {
    if (found.has(parent)) return found.get(parent);
    const parts = context.planned.get(parent)?.parts ?? context.state.nodes[parent]?.parts;
    const kind = context.graph.nodes[parent]?.kind;
    // The file of a seed belongs to the project: who changes it says something else.
    const seeds = kind === "seed" && parts ? Object.entries(parts.inputs).flat() : [];
    const described = parts && kind !== "feature_view" ? describe(parts.statement, parts, seeds) : undefined;
    found.set(parent, described);
    return described;
  }

  const refresh = context.compiled.nodes[id]?.refresh;
  return refresh && describe(refresh.textHash, own, []);
}
