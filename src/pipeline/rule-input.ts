import type { NodeId } from "../graph/types.ts";
import type { RuleInput } from "../rules/types.ts";
import type { BoundStatements } from "./bind-selected.ts";
import type { Loaded } from "./loaded.ts";

/** What rules look at, of nodes that have been bound. */
export function ruleInput(
  { graph }: Pick<Loaded, "graph">,
  ids: ReadonlySet<NodeId>,
  { bound, compiled, locate }: BoundStatements,
): RuleInput {
  const statementOf = (id: NodeId) => compiled.nodes[id]?.select;
  return {
    graph,
    bound,
    ids,
    statementOf,
    locate: (id, position) => {
      const sql = statementOf(id);
      return sql === undefined ? undefined : locate(id, { sql, position });
    },
  };
}
