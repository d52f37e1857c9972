import type { ModelNode, NodeId, SnapshotNode } from "../graph/types.ts";
import { isEphemeral } from "./ephemeral.ts";
import type { RowFilter } from "./references.ts";
import type { Body, Compilation } from "./render-node.ts";

/** A query model in TypeScript as SQL, its refs written as those of a template are. Ephemeral parents are named, not yet inlined. */
export function renderQueryModel(
  { references, session, graph, options }: Compilation,
  node: ModelNode | SnapshotNode,
  request: { readonly filter: RowFilter; readonly incremental: boolean; readonly self: string },
): Body {
  const ephemerals = new Set<NodeId>();
  const { value, diagnostics } = options.buildQuery(node.template, {
    vars: options.vars,
    target: options.target,
    incremental: request.incremental,
    self: request.self,
    reference(call) {
      const id = references.find(call, node, session.report);
      if (id === undefined) return undefined;
      if (isEphemeral(graph.nodes[id])) ephemerals.add(id);
      return references.render(id, request.filter);
    },
  });
  for (const problem of diagnostics) session.report(problem);
  return {
    text: value?.text ?? "",
    vars: value?.vars ?? {},
    macros: [],
    readsIncremental: value?.readsIncremental ?? false,
    ephemerals: [...ephemerals],
  };
}

/** True for a model whose query a function builds. */
export function isQueryModel({ template }: ModelNode | SnapshotNode): boolean {
  return template.typescript?.kind === "query";
}
