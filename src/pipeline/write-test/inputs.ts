import type { Row, Session } from "../../adapters/adapter.ts";
import type { Bound } from "../../bind/types.ts";
import type { CompileOptions } from "../../compile/options.ts";
import { relationOf } from "../../compile/relation-of.ts";
import { sourceFrom } from "../../compile/source-from.ts";
import type { Column } from "../../compile/types.ts";
import { childrenOf } from "../../graph/traverse.ts";
import type { Graph, NodeId, RelationNode } from "../../graph/types.ts";
import type { Relation } from "../../sql/relation.ts";
import { maskValue } from "../../unit/write/mask-value.ts";
import type { WrittenRows } from "../../unit/write/render-test.ts";
import type { SampledInput } from "../../unit/write/sample-rows.ts";
import type { UsedInput } from "../../unit/write/used-columns.ts";

/** An input whose rows are sampled and written. */
export interface TestInput extends SampledInput {
  readonly name: string;
  /** As a test file names it. */
  readonly call: string;
  readonly typed: readonly Column[];
  /** Absent for sources behind paths. */
  readonly relation?: Relation;
}

/** The input that a node reads, with the columns it looks at; none where nobody knows its columns. */
export function inputOf(
  { id, columns: used }: UsedInput,
  graph: Graph,
  bound: Bound,
  options: CompileOptions,
): TestInput[] {
  const node = graph.nodes[id];
  const all = bound.nodes[id]?.columns ?? [];
  const [first] = all;
  if (node === undefined || first === undefined || !("columns" in node)) return [];
  const unique = uniqueColumn(id, graph);
  const key = all.find(({ name }) => name === unique) ?? first;
  const named = used === undefined ? all : all.filter(({ name }) => used.has(name));
  const typed = named.length === 0 ? [key] : named;
  const common = { id, columns: typed.map(({ name }) => name), key: key.name, typed };
  if (node.kind !== "source") {
    const relation = relationOf(node, options);
    const from = options.dialect.renderRelation(relation);
    return [{ ...common, name: nameOf(node), call: callOf(node), from, relation }];
  }
  return [
    {
      ...common,
      name: `${node.source}.${node.name}`,
      call: `source "${node.source}" "${node.name}"`,
      from: sourceFrom(node, options),
    },
  ];
}

/** How a test file names a node: `fct_orders`, or `ref "dim_customers" v="2"`. */
export function nameOf(node: RelationNode): string {
  return node.kind === "model" && node.version !== undefined ? callOf(node) : node.name;
}

function callOf(node: RelationNode): string {
  const version = node.kind === "model" && node.version !== undefined ? ` v="${node.version}"` : "";
  return `ref "${node.name}"${version}`;
}

/** Inputs of which the warehouse has no table. */
export async function findMissing(
  inputs: readonly TestInput[],
  session: Session,
): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const { name, relation } of inputs)
    if (relation && (await session.columns(relation)).length === 0) missing.push(name);
  return missing;
}

/** Sampled rows as they are written: personal data made up. */
export function maskRows(
  { id, typed }: TestInput,
  rows: readonly Row[],
  isPii: (id: NodeId, column: string) => boolean,
  salt: string,
): WrittenRows {
  return {
    columns: typed,
    rows: rows.map((row) =>
      typed.map(({ name, type }) => {
        const value = row[name] ?? null;
        return isPii(id, name) ? maskValue(value, type, salt) : value;
      }),
    ),
  };
}

/** A column that is tested to be unique. */
function uniqueColumn(id: NodeId, graph: Graph): string | undefined {
  for (const child of childrenOf(graph).get(id) ?? []) {
    const node = graph.nodes[child];
    if (node?.kind !== "test" || node.attachedTo !== id || node.test !== "unique") continue;
    if (node.column !== undefined) return node.column;
  }
  return undefined;
}
