import { stableJson } from "../../base/hash.ts";
import { isRelationNode } from "../node-kinds.ts";
import type { Node } from "../types.ts";
import { type NodeState, type StateContext, stateOfNode } from "./state.ts";

type Check = (node: Node, old: NodeState, now: NodeState) => boolean;

/** Compares a node with what it was. Each part of `modified` by its name in dbt. */
const changes: Readonly<Record<string, Check>> = {
  "modified.body": (_node, old, now) => old.body !== now.body,
  "modified.configs": (_node, old, now) => old.configs !== now.configs,
  "modified.relation": (_node, old, now) => old.relation !== now.relation,
  "modified.macros": (_node, old, now) => stableJson(old.macros) !== stableJson(now.macros),
  "modified.contract": (node, old, now) => isRelationNode(node) && old.contract !== now.contract,
  "modified.persisted_descriptions": (_node, old, now) => old.descriptions !== now.descriptions,
};

const isModified: Check = (node, old, now) =>
  Object.values(changes).some((changed) => changed(node, old, now));

/** The values of `state:`. */
export const stateValues = ["new", "old", "modified", "unmodified", ...Object.keys(changes)];

/** Finds the nodes whose state compares as asked. What is new is modified as well, in each part that its kind has. */
export function findByState(
  value: string,
  nodes: readonly Node[],
  { previous, hashes }: NonNullable<StateContext["nodes"]>,
): readonly Node[] {
  const check = value === "modified" || value === "unmodified" ? isModified : changes[value];
  return nodes.filter((node) => {
    const old = previous[node.id];
    if (value === "new") return old === undefined;
    if (value === "old") return old !== undefined;
    if (old === undefined) return value !== "unmodified" && value !== "modified.macros";
    const changed = check?.(node, old, stateOfNode(node, hashes)) ?? false;
    return value === "unmodified" ? !changed : changed;
  });
}
