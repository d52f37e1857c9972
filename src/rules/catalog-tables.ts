import { findDescription } from "../bind/inherited-docs.ts";
import type { Bound } from "../bind/types.ts";
import { isRelationNode } from "../graph/node-kinds.ts";
import { nodesOf } from "../graph/node-list.ts";
import type { Graph, Node, SourceNode } from "../graph/types.ts";
import type { ColumnDefinition } from "../project/definitions.ts";
import { layerOf } from "./layers.ts";
import { nameOf } from "./place-of-read.ts";

/** A table that rules of the project's own are asked over. */
export interface CatalogTable {
  readonly columns: readonly CatalogColumn[];
  /** Values in the order of the columns. */
  readonly rows: (graph: Graph, bound: Bound) => Iterable<readonly unknown[]>;
}

export interface CatalogColumn {
  readonly name: string;
  readonly type: "VARCHAR" | "INTEGER" | "BOOLEAN" | "JSON";
  /** What it holds, for who writes rules. */
  readonly about: string;
}

/**
 * The catalog's tables by name: the graph and what the binder found, for `rules/*.sql`.
 *
 * - `nodes`: sources, seeds, models, snapshots, feature views, training sets, data tests, unit tests and exposures, with what settings say of
 *   them.
 * - `columns`: of sources and of what becomes a relation, in order, with types, and with the descriptions that copies inherit.
 * - `edges`: who reads whom. `column_edges`: which column is computed of which, and which decide the rows.
 * - `tests` (data tests), `sources`, `exposures`: what those have besides. `tags`: of nodes and columns.
 * - `settings`: of every node, by name, as JSON; those of the project with a null for the node.
 */
export const catalogTables: Readonly<Record<string, CatalogTable>> = {
  nodes: table(
    {
      id: ["VARCHAR", "such as model.fct_orders"],
      name: ["VARCHAR", "as refs write it; a source's table with its source"],
      kind: [
        "VARCHAR",
        "source, seed, model, snapshot, feature_view, training_set, test, unit_test or exposure",
      ],
      package: ["VARCHAR", "the project or an installed package"],
      file: ["VARCHAR", "that defines it"],
      line: ["INTEGER", "in the file"],
      description: ["VARCHAR", "null where there is none"],
      materialized: ["VARCHAR", "of what becomes a relation"],
      stage: ["VARCHAR", "of project.yml"],
      layer: ["VARCHAR", "first, middle or last, by stage or folder"],
      access: ["VARCHAR", "private, protected or public"],
      group_name: ["VARCHAR", "that owns it"],
      owner: ["VARCHAR", "setting"],
      version: ["VARCHAR", "of a versioned model"],
      meta: ["JSON", "a map"],
    },
    function* (graph) {
      for (const node of nodesOf(graph)) {
        const relation = isRelationNode(node) ? node : undefined;
        yield [
          node.id,
          nameOf(node),
          node.kind,
          node.package,
          node.file,
          node.span.line,
          node.description,
          relation?.settings.materialized,
          relation?.stage,
          relation && layerOf(relation, graph),
          relation?.access,
          relation?.group,
          relation?.settings.owner,
          node.kind === "model" ? node.version : undefined,
          node.meta,
        ];
      }
    },
  ),
  columns: table(
    {
      node: ["VARCHAR", "id"],
      name: ["VARCHAR", "of the column"],
      position: ["INTEGER", "from 1"],
      type: ["VARCHAR", "as bound; null where that is not known"],
      description: ["VARCHAR", "its own, or that of the column that it is a copy of"],
      declared: ["BOOLEAN", "whether YAML names it"],
      pii: ["VARCHAR", "kind of personal data"],
      meta: ["JSON", "a map"],
    },
    function* (graph, bound) {
      for (const node of nodesWithColumns(graph)) {
        for (const [index, { name, type, declared }] of columnsOf(node, bound).entries())
          yield [
            node.id,
            name,
            index + 1,
            type,
            findDescription(bound, graph, node.id, name)?.text,
            declared !== undefined,
            declared?.pii,
            declared?.meta ?? {},
          ];
      }
    },
  ),
  edges: table(
    { parent: ["VARCHAR", "id of what is read"], child: ["VARCHAR", "id of the reader"] },
    function* (graph) {
      for (const { id, dependsOn } of nodesOf(graph)) for (const parent of dependsOn) yield [parent, id];
    },
  ),
  column_edges: table(
    {
      parent: ["VARCHAR", "id of what is read"],
      parent_column: ["VARCHAR", "of the parent"],
      child: ["VARCHAR", "id of the reader"],
      child_column: ["VARCHAR", "null where the column decides rows"],
      used_as: ["VARCHAR", "value, filter, join, group or order"],
      is_copy: ["BOOLEAN", "whether the value is unchanged"],
    },
    function* (_graph, bound) {
      for (const { id, columns, lineage } of Object.values(bound.nodes)) {
        for (const [index, { uses, copyOf }] of (lineage?.columns ?? []).entries())
          for (const { node, column } of uses) {
            const isCopy = copyOf?.node === node && copyOf.column === column;
            yield [node, column, id, columns[index]?.name, "value", isCopy];
          }
        for (const { node, column, as } of lineage?.rows ?? [])
          yield [node, column, id, undefined, as, false];
      }
    },
  ),
  tests: table(
    {
      id: ["VARCHAR", "such as test.unique_fct_orders_order_id"],
      name: ["VARCHAR", "of the test"],
      test: ["VARCHAR", "unique, not_null, ...; null for a file of tests/"],
      node: ["VARCHAR", "id of what it is declared on"],
      column_name: ["VARCHAR", "that it is declared on"],
      severity: ["VARCHAR", "error or warn"],
      where_clause: ["VARCHAR", "setting"],
      arguments: ["JSON", "a map"],
    },
    function* (graph) {
      for (const node of nodesOf(graph)) {
        if (node.kind !== "test") continue;
        const { severity, where } = node.settings;
        yield [
          node.id,
          node.name,
          node.test,
          node.attachedTo,
          node.column,
          severity ?? "error",
          where,
          node.arguments,
        ];
      }
    },
  ),
  tags: table(
    {
      node: ["VARCHAR", "id"],
      column_name: ["VARCHAR", "null where the node itself has the tag"],
      tag: ["VARCHAR", "each once"],
    },
    function* (graph) {
      for (const node of nodesOf(graph)) for (const tag of node.tags) yield [node.id, undefined, tag];
      for (const node of nodesWithColumns(graph))
        for (const { name, tags } of node.columns) for (const tag of tags) yield [node.id, name, tag];
    },
  ),
  sources: table(
    {
      id: ["VARCHAR", "such as source.shop.orders"],
      source: ["VARCHAR", "name of the source"],
      name: ["VARCHAR", "of its table"],
      path: ["VARCHAR", "of its files; null for a table of the warehouse"],
      schema_name: ["VARCHAR", "of a table of the warehouse"],
      warn_after: ["INTEGER", "seconds"],
      error_after: ["INTEGER", "seconds"],
    },
    function* (graph) {
      for (const node of nodesOf(graph)) {
        if (node.kind !== "source") continue;
        const { id, source, name, path, schema, freshness } = node;
        yield [id, source, name, path, schema, freshness?.warnAfter, freshness?.errorAfter];
      }
    },
  ),
  exposures: table(
    {
      id: ["VARCHAR", "such as exposure.crm_audiences"],
      name: ["VARCHAR", "of the exposure"],
      type: ["VARCHAR", "dashboard, notebook, analysis, ml or application"],
      url: ["VARCHAR", "where it is"],
      maturity: ["VARCHAR", "low, medium or high"],
      owner_name: ["VARCHAR", "who answers for it"],
      owner_email: ["VARCHAR", "where they are reached"],
    },
    function* (graph) {
      for (const node of nodesOf(graph)) {
        if (node.kind !== "exposure") continue;
        const { id, name, type, url, maturity, owner } = node;
        yield [id, name, type, url, maturity, owner.name, owner.email];
      }
    },
  ),
  settings: table(
    {
      node: ["VARCHAR", "id; null for the project's own"],
      name: ["VARCHAR", "such as unique_key; of the project: name, stages, vars"],
      value: ["JSON", "as written, defaults filled in"],
    },
    function* (graph) {
      const { name, stages, vars } = graph.config;
      for (const [key, value] of Object.entries({ name, stages, vars })) yield [undefined, key, value];
      for (const node of nodesOf(graph)) {
        if (!("settings" in node)) continue;
        for (const [key, value] of Object.entries(node.settings))
          if (value !== undefined) yield [node.id, key, value];
      }
    },
  ),
};

function table(
  columns: Readonly<Record<string, readonly [CatalogColumn["type"], about: string]>>,
  rows: CatalogTable["rows"],
): CatalogTable {
  return {
    columns: Object.entries(columns).map(([name, [type, about]]) => ({ name, type, about })),
    rows,
  };
}

type NodeWithColumns = Extract<Node, { readonly columns: readonly ColumnDefinition[] }>;

function nodesWithColumns(graph: Graph): readonly (SourceNode | NodeWithColumns)[] {
  return nodesOf(graph).filter((node) => node.kind === "source" || isRelationNode(node));
}

interface Column {
  readonly name: string;
  readonly type?: string | undefined;
  readonly declared?: ColumnDefinition | undefined;
}

/** As bound; as declared where a node could not be. */
function columnsOf(node: NodeWithColumns, bound: Bound): readonly Column[] {
  const declared = new Map(node.columns.map((column) => [column.name.toLowerCase(), column]));
  const found = bound.nodes[node.id]?.columns;
  if (found === undefined)
    return node.columns.map((column) => ({ name: column.name, type: column.type, declared: column }));
  return found.map(({ name, type }) => ({ name, type, declared: declared.get(name.toLowerCase()) }));
}
