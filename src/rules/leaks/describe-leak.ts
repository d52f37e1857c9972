import type { Node } from "../../graph/types.ts";
import { nameOf } from "../place-of-read.ts";
import type { RuleContext } from "../types.ts";
import type { Leak } from "./find-leak.ts";
import { placeOfStep } from "./place-of-step.ts";
import type { LeakStep } from "./types.ts";

/**
 * The way of a leak as users read it: `fct_orders.next_ordered_at <- lead(stg_orders.ordered_at) in models/fct_orders.sql:12`. Steps of a row by
 * itself have no place: their names tell enough.
 */
export function describeLeak({ path }: Leak, context: RuleContext): string {
  const parts = path.map((step, index) => {
    const before = path[index - 1];
    const maker = before && context.graph.nodes[before.at.node];
    const isLast = index === path.length - 1;
    const place =
      before && maker && (step.by !== undefined || isLast)
        ? placeOfStep(maker, before, step, context)
        : undefined;
    return `${describeStep(step, context.graph.nodes[step.at.node])}${place === undefined ? "" : ` in ${place}`}`;
  });
  return parts.join(" <- ");
}

function describeStep({ at: { node: id, column }, by }: LeakStep, node: Node | undefined): string {
  const name = node ? nameOf(node) : id;
  const place = column === null ? name : `${name}.${column}`;
  if (by === undefined) return column === null ? `rows of ${name}` : place;
  return by.includes(" ") ? `${place} (${by})` : `${by}(${place})`;
}
