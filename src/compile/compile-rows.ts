import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { hashOf, stableJson } from "../base/hash.ts";
import type { ModelNode, NodeId, SnapshotNode } from "../graph/types.ts";
import { renderDependencyCall } from "../template/dependency-text.ts";
import { isEphemeral } from "./ephemeral.ts";
import { type Compilation, inlineEphemerals, joinPieces } from "./render-node.ts";
import type { CompiledRows } from "./types.ts";

/** A rows model: what its function reads, and a SELECT that has its columns and no rows, by which everything else knows them. */
export function compileRows(
  compilation: Compilation,
  node: ModelNode | SnapshotNode,
): {
  readonly select: string;
  readonly rows: CompiledRows;
  readonly vars: Readonly<Record<string, string>>;
} {
  const { dialect, vars: values } = compilation.options;
  const columns = node.template.typescript?.columns ?? [];
  const casts = columns.map(({ name, type }) => `  cast(NULL as ${type}) as ${dialect.quoteName(name)}`);
  const vars = Object.fromEntries(
    node.template.vars.map(({ name }) => [
      name,
      stableJson((name === allVariables ? values : values[name]) ?? null),
    ]),
  );
  return {
    select: `-- the rows are computed by ${node.file}\nselect\n${casts.join(",\n")}\nwhere false`,
    rows: {
      hash: hashOf(node.template.hash, stableJson(columns), stableJson(vars)),
      columns,
      reads: readsOf(compilation, node),
    },
    vars,
  };
}

/** Stands among the variables of a function that takes `vars` as a whole. */
const allVariables = "*";

/** True for a model whose rows a function computes. */
export function isRowsModel({ template }: ModelNode | SnapshotNode): boolean {
  return template.typescript?.kind === "rows";
}

/** What a rows model cannot be: its rows are computed once and kept. */
export function checkRowsSettings(node: ModelNode | SnapshotNode): readonly Diagnostic[] {
  const { materialized, strategy } = node.settings;
  const what =
    materialized === "incremental" && strategy === "microbatch" ? "incremental by microbatch" : materialized;
  return refused.has(what)
    ? [diagnose("Q1012", { model: node.name, materialized: what }, { span: node.span })]
    : [];
}

const refused: ReadonlySet<string> = new Set(["view", "ephemeral", "incremental by microbatch"]);

/** The SELECT of everything that the function may ask for, by `ref('x')` and `source('a', 'b')`. */
function readsOf(compilation: Compilation, node: ModelNode | SnapshotNode): CompiledRows["reads"] {
  const { references, session, graph } = compilation;
  const filter = { reduce: true };
  const reads: Record<string, string> = {};
  for (const call of node.template.dependencies) {
    const id: NodeId | undefined = references.find(call, node, session.report);
    if (id === undefined) continue;
    const body = {
      text: `select * from ${references.render(id, filter)}`,
      ephemerals: isEphemeral(graph.nodes[id]) ? [id] : [],
      vars: {},
      macros: [],
      readsIncremental: false,
    };
    reads[renderDependencyCall(call)] = joinPieces(inlineEphemerals(compilation, body, filter));
  }
  return reads;
}
