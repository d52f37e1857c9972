import { once } from "../base/once.ts";
import type { Column } from "../compile/types.ts";
import type { NodeId, RelationNode } from "../graph/types.ts";
import type { BoundStatement } from "./bind-statements.ts";
import type { Binding } from "./binding.ts";
import { nodeLineage } from "./node-lineage.ts";
import { rowsApart } from "./rows-apart.ts";
import type { BoundNode, SourceStar } from "./types.ts";

type Statement = Extract<BoundStatement, { kind: "bound" }>;

/** What was found of a node's statements: those of all rows and, where there are some, of the new ones. */
export interface Found {
  readonly node: RelationNode;
  /** Of the relation. */
  readonly columns: readonly Column[];
  readonly statements: readonly Statement[];
  readonly stars: readonly SourceStar[];
}

/** Nobody expects lineage of columns through a program: it is no warning. */
export const computed = "its rows are computed in TypeScript";

/** A bound node with its lineage, worked out when it is first asked for. */
export function describeStatements(found: Found, binding: Binding): () => BoundNode {
  return once(() => {
    const described = describe(found, binding);
    return found.stars.length > 0 ? { ...described, stars: found.stars } : described;
  });
}

/** A node whose columns are known, and whose lineage is worked out as soon as somebody looks at it. Looking at the columns costs nothing. */
export function describedLater(
  id: NodeId,
  columns: readonly Column[],
  stars: readonly SourceStar[],
  describe: () => BoundNode,
): BoundNode {
  return {
    id,
    columns,
    get untraceable() {
      return describe().untraceable;
    },
    get lineage() {
      return describe().lineage;
    },
    get volatile() {
      return describe().volatile;
    },
    ...(stars.length > 0 && { stars }),
  };
}

/** True where a statement reads files by itself, or cannot be followed, so that it may. */
export function readsFiles(statements: readonly Statement[]): boolean {
  return statements.some(({ trace }) => {
    const traced = trace();
    return traced.kind === "untraceable" || traced.lineage.functions.some(({ files }) => files.length > 0);
  });
}

function describe({ node: { id, kind }, columns, statements }: Found, binding: Binding): BoundNode {
  if (kind === "seed") return { id, columns, volatile: [] };
  if (binding.options.compiled.nodes[id]?.rows !== undefined)
    return { id, columns, untraceable: computed, volatile: [] };
  const traces = statements.map(({ trace }) => trace());
  const traced = traces.flatMap((trace) => (trace.kind === "traced" ? [trace] : []));
  const volatile = [...new Set(traced.flatMap(({ lineage }) => lineage.volatile))];
  for (const trace of traces)
    if (trace.kind === "untraceable") return { id, columns, untraceable: trace.what, volatile };
  const only = traced[0]?.only;
  const facts = traced.find((trace) => trace.facts)?.facts;
  const onceFrom = only && binding.nodeOf({ ...only, name: only.table });
  const lineages = traced.map(({ lineage }) => lineage);
  const lineage = {
    ...nodeLineage(id, lineages, columns.length, binding.nodeOf, traced[0]?.flow),
    ...(onceFrom && { onceFrom }),
    ...(facts && { apart: rowsApart(id, facts, binding.nodeOf) }),
  };
  return { id, columns, lineage, volatile };
}
