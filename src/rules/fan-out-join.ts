import { diagnose } from "../base/diagnostic.ts";
import type { ColumnUse, NodeJoin } from "../bind/types.ts";
import { isFeatureNode } from "../graph/node-kinds.ts";
import type { NodeId } from "../graph/types.ts";
import { nameOf, placeOfRead } from "./place-of-read.ts";
import type { Rule, RuleContext } from "./types.ts";

/**
 * A join by equal columns has a side that is unique in them: by a test or a constraint, by the statement that makes it, or by the join's own
 * GROUP BY. Joins with more in their condition (a range of dates) are left alone, since that may be what makes a match the only one; and so are
 * those whose duplicates something further out removes.
 */
export const fanOutJoin: Rule = function* (context) {
  for (const node of context.relations) {
    // What joins of features do to rows is not for the user to mend: it is made so that there is one row a key and moment.
    if (isFeatureNode(node)) continue;
    const seen = new Set<string>();
    for (const join of context.bound.nodes[node.id]?.lineage?.apart?.joins ?? []) {
      if (!mayMultiply(join, context)) continue;
      const [left, right] = [describe(join, "left", context), describe(join, "right", context)];
      if (left === undefined || right === undefined || seen.has(`${left}\n${right}`)) continue;
      seen.add(`${left}\n${right}`);
      const last = join.keys[0]?.right ?? join.keys[0]?.left;
      const read = last && context.graph.nodes[last.node];
      const span = read ? placeOfRead(node, read) : node.span;
      const parameters = { name: nameOf(node), left, right };
      yield { node: node.id, diagnostic: diagnose("Q0857", parameters, { span }) };
    }
  }
};

function mayMultiply({ keys, onlyKeys, left, right }: NodeJoin, { uniqueColumns }: RuleContext): boolean {
  if (keys.length === 0 || !onlyKeys) return false;
  return ![...left, ...right].some((way) => way.every(uniqueColumns.isUnique));
}

/** `stg_orders.customer_id`, `stg_prices (product_id, valid_from)`; undefined where the side's columns are computed. */
function describe({ keys }: NodeJoin, side: "left" | "right", { graph }: RuleContext): string | undefined {
  const columns = keys.flatMap((key) => key[side] ?? []);
  if (columns.length === 0 || columns.length < keys.length) return undefined;
  const byNode = new Map<NodeId, ColumnUse[]>();
  for (const use of columns) byNode.set(use.node, [...(byNode.get(use.node) ?? []), use]);
  return [...byNode]
    .map(([id, uses]) => {
      const node = graph.nodes[id];
      const names = uses.map(({ column }) => column);
      const list = names.length === 1 ? `.${names[0]}` : ` (${names.join(", ")})`;
      return `${node ? nameOf(node) : id}${list}`;
    })
    .join(" and ");
}
