import type { Bound, BoundNode, UniqueColumns } from "../bind/types.ts";
import { isRelationNode } from "../graph/node-kinds.ts";
import { nodesOf } from "../graph/node-list.ts";
import type { Graph, Node, NodeId, RelationNode, TestNode } from "../graph/types.ts";
import type { ColumnDefinition, ConstraintDefinition } from "../project/definitions.ts";

/** Answers in which columns no two rows of a node are equal. */
export interface UniqueColumnsFinder {
  /** Sets of columns, in small letters: those that tests and constraints hold, those of features, and those that the statement makes sure of. */
  readonly keysOf: (id: NodeId) => readonly ReadonlySet<string>[];
  /** Whether some key is among the columns. */
  readonly isUnique: (condition: UniqueColumns) => boolean;
  /** The tests that say something of a key, also where it holds for some rows only. */
  readonly keyTestsOf: (id: NodeId) => readonly TestNode[];
}

/** Opens the finder; a node's keys are worked out when they are first asked for. */
export function openUniqueColumns(graph: Graph, bound: Bound): UniqueColumnsFinder {
  const tests = new Map<NodeId, TestNode[]>();
  for (const node of nodesOf(graph)) {
    if (node.kind !== "test" || node.attachedTo === undefined || !isKeyTest(node)) continue;
    const list = tests.get(node.attachedTo);
    if (list) list.push(node);
    else tests.set(node.attachedTo, [node]);
  }
  const keyTestsOf = (id: NodeId) => tests.get(id) ?? [];
  const known = new Map<NodeId, readonly ReadonlySet<string>[]>();
  const keysOf = (id: NodeId): readonly ReadonlySet<string>[] => {
    const before = known.get(id);
    if (before) return before;
    // In a circle, which is an error of its own, nothing is known.
    known.set(id, []);
    const node = graph.nodes[id];
    const declared = [
      ...keyTestsOf(id).flatMap(columnsOfTest),
      ...constraintKeys(node),
      ...featureKeys(node),
    ];
    const keys = [...declared.map(setOf), ...statementKeys(node, bound, { keysOf, isUnique })];
    const all = [...keys, ...madeOf(keys, bound.nodes[id])];
    known.set(id, all);
    return all;
  };
  const isUnique = ({ node, columns }: UniqueColumns) => {
    const given = setOf(columns);
    return keysOf(node).some((key) => isWithin(key, given));
  };
  return { keysOf, isUnique, keyTestsOf };
}

const setOf = (columns: readonly string[]): ReadonlySet<string> =>
  new Set(columns.map((column) => column.toLowerCase()));

const isWithin = (key: ReadonlySet<string>, columns: ReadonlySet<string>): boolean =>
  [...key].every((column) => columns.has(column));

/** `unique`, `unique_combination`, and what other packages and macros call so. */
const isKeyTest = ({ test = "" }: TestNode): boolean => /unique|primary_key/.test(test);

/** What a test holds for all rows. */
function columnsOfTest({ test = "", column, arguments: given, settings }: TestNode): string[][] {
  if (settings.where !== undefined) return [];
  const list = given.columns ?? given.column_names ?? given.combination_of_columns;
  const columns = Array.isArray(list) ? list.map(String) : typeof list === "string" ? [list] : [];
  if (/(?:^|\.)unique_combination/.test(test)) return columns.length > 0 ? [columns] : [];
  if (!/(?:^|\.)unique$/.test(test)) return [];
  return [[...(column === undefined ? [] : [column]), ...columns]];
}

/** Features have one row for each key, those of many moments one for each key and moment. */
function featureKeys(node: Node | undefined): string[][] {
  if (node?.kind === "feature_view") return [[...node.view.key]];
  return node?.kind === "training_set" ? [[...node.set.key, "as_of"]] : [];
}

/** Without a contract constraints hold nothing. */
function constraintKeys(node: Node | undefined): string[][] {
  if (node === undefined || !isRelationNode(node) || node.settings.contract !== true) return [];
  const ofColumns = node.columns.flatMap(({ name, constraints }: ColumnDefinition) =>
    constraints.some(isKeyConstraint) ? [[name]] : [],
  );
  const ofNode = (node.constraints ?? []).filter(isKeyConstraint);
  return [...ofColumns, ...ofNode.flatMap(({ columns }) => (columns ? [[...columns]] : []))];
}

const isKeyConstraint = ({ type }: ConstraintDefinition): boolean =>
  type === "unique" || type === "primary_key";

/**
 * The keys that a node's statement makes sure of. They are those of its table where that holds the statement's rows and no others: not of a
 * snapshot, which has many rows a key, and of an incremental model only what `unique_key` replaces.
 */
function statementKeys(
  node: Node | undefined,
  bound: Bound,
  { keysOf, isUnique }: Pick<UniqueColumnsFinder, "keysOf" | "isUnique">,
): readonly ReadonlySet<string>[] {
  if (node === undefined || !isRelationNode(node) || node.kind === "snapshot") return [];
  const found = bound.nodes[node.id];
  const apart = found?.lineage?.apart;
  if (found === undefined || apart === undefined) return [];
  const nameAt = (position: number) => found.columns[position]?.name.toLowerCase() ?? "";
  const own = apart.keys.flatMap(({ columns, given }) =>
    given.every(isUnique) ? [new Set(columns.map(nameAt))] : [],
  );
  const passed = apart.passes.flatMap(({ node: parent, columns, given }) => {
    if (!given.every(isUnique)) return [];
    const places = new Map(columns.map(([column, position]) => [column.toLowerCase(), position]));
    return keysOf(parent).flatMap((key) => {
      const positions = [...key].flatMap((column) => places.get(column) ?? []);
      return positions.length === key.size ? [new Set(positions.map(nameAt))] : [];
    });
  });
  return ofTable(node, [...own, ...passed]);
}

/** Where a key has a column that is made of others (`md5(order_id || line)`), these are one in its place. */
function madeOf(
  keys: readonly ReadonlySet<string>[],
  node: BoundNode | undefined,
): readonly ReadonlySet<string>[] {
  const nameAt = (position: number) => node?.columns[position]?.name.toLowerCase() ?? "";
  return (node?.lineage?.apart?.derived ?? []).flatMap(({ column, of }) => {
    const made = nameAt(column);
    const others = of.map(nameAt);
    return keys.flatMap((key) =>
      key.has(made) ? [new Set([...[...key].filter((name) => name !== made), ...others])] : [],
    );
  });
}

function ofTable({ settings }: RelationNode, keys: readonly ReadonlySet<string>[]) {
  if (settings.materialized !== "incremental") return keys;
  const replaced = setOf(settings.unique_key ?? []);
  const isReplaced =
    settings.strategy !== "append" && settings.strategy !== "microbatch" && replaced.size > 0;
  return isReplaced && keys.some((key) => isWithin(key, replaced)) ? [replaced] : [];
}
