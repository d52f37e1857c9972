import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { findSuggestion } from "../base/suggest.ts";
import type { Column } from "../compile/types.ts";
import type { NodeId, RelationNode, TestNode } from "../graph/types.ts";
import { areComparable, comparisonQuestions, type TypeAnswer } from "./ask-types.ts";
import { findGap, type Gap } from "./find-gap.ts";
import type { BoundNode, ColumnUse } from "./types.ts";

type Constraint = NonNullable<RelationNode["constraints"]>[number];

/** What the constraints of a contract are held against. */
export interface ConstraintContext {
  readonly nodes: ReadonlyMap<NodeId, BoundNode>;
  readonly nameOf: (id: NodeId) => string;
  /** The tests that were made of the contract's constraints. */
  readonly tests: readonly TestNode[];
  readonly answers: ReadonlyMap<string, TypeAnswer>;
  readonly isFilled: (use: ColumnUse) => boolean;
}

export interface ConstraintProblems {
  readonly diagnostics: readonly Diagnostic[];
  /** Tests whose constraint has been reported: what else would be said about them says the same. */
  readonly spoilt: readonly NodeId[];
}

/**
 * Holds the constraints of a contract against the columns that there are: those that they name exist, here and where a foreign key leads, and
 * keys can be compared. Expressions are bound with the tests that are made of them.
 */
export function checkConstraints(
  node: RelationNode,
  given: readonly Column[],
  context: ConstraintContext,
): ConstraintProblems {
  const diagnostics: Diagnostic[] = [];
  const declared = new Set(node.columns.map(({ name }) => name.toLowerCase()));
  for (const constraint of node.constraints ?? []) {
    // A column that is declared and not there has been reported where it is declared.
    for (const column of constraint.columns ?? [])
      if (!hasColumn(given, column) && !declared.has(column.toLowerCase()))
        diagnostics.push(unknownColumn(node.name, constraint, column, node.name, given));
  }
  const spoilt: NodeId[] = [];
  for (const test of context.tests) {
    const problems = checkForeignKey(node, given, test, context);
    diagnostics.push(...problems);
    const lacks = ownColumns(test).some((column) => !hasColumn(given, column));
    if (lacks || problems.length > 0) spoilt.push(test.id);
  }
  return { diagnostics, spoilt };
}

/** The questions about types that `checkConstraints` wants answered. */
export function keyComparisons(
  given: readonly Column[],
  tests: readonly TestNode[],
  nodes: ReadonlyMap<NodeId, BoundNode>,
): readonly string[] {
  return tests.flatMap((test) =>
    comparedColumns(test, given, nodes).flatMap(({ own, other }) =>
      own && other && own.type !== other.type ? comparisonQuestions(own.type, other.type) : [],
    ),
  );
}

function checkForeignKey(
  node: RelationNode,
  given: readonly Column[],
  test: TestNode,
  { nodes, nameOf, answers }: ConstraintContext,
): readonly Diagnostic[] {
  const target = test.argumentNodes?.to;
  const there = target && nodes.get(target)?.columns;
  if (target === undefined || there === undefined) return [];
  const relation = nameOf(target);
  return comparedColumns(test, given, nodes).flatMap(({ own, other, field }): Diagnostic[] => {
    if (other === undefined)
      return [unknownColumn(node.name, { type: "foreign_key", span: test.span }, field, relation, there)];
    if (own === undefined || own.type === other.type) return [];
    if (areComparable(own.type, other.type, answers)) return [];
    const types = { column: own.name, type: own.type, relation, field, other: other.type };
    return [diagnose("Q0818", { node: node.name, ...types }, { span: test.span })];
  });
}

interface Compared {
  readonly own: Column | undefined;
  readonly other: Column | undefined;
  readonly field: string;
}

function comparedColumns(
  { test, column, arguments: { columns, field, fields }, argumentNodes }: TestNode,
  given: readonly Column[],
  nodes: ReadonlyMap<NodeId, BoundNode>,
): readonly Compared[] {
  const there = argumentNodes?.to && nodes.get(argumentNodes.to)?.columns;
  if (test !== "relationships" || there === undefined) return [];
  const names = column === undefined ? textsOf(columns) : [column];
  const others = textsOf(field ?? fields);
  return names.map((name, index) => {
    const other = others[index] ?? name;
    return { own: findColumn(given, name), other: findColumn(there, other), field: other };
  });
}

/** Warnings of columns that a contract holds to be filled, and that an outer join leaves out on some rows. Follows their lineage. */
export function checkFilled(
  node: RelationNode,
  context: Pick<ConstraintContext, "nodes" | "nameOf" | "isFilled">,
): readonly Diagnostic[] {
  return filledByContract(node).flatMap(({ column, constraint }) => {
    const gap = findGap(context.nodes, { node: node.id, column }, context.isFilled);
    return gap ? [mayBeNull(node.name, column, gap, constraint, context)] : [];
  });
}

function filledByContract({ columns, constraints = [] }: RelationNode) {
  const fills = ({ type }: Constraint) => type === "not_null" || type === "primary_key";
  return [
    ...constraints
      .filter(fills)
      .flatMap((constraint) => (constraint.columns ?? []).map((column) => ({ column, constraint }))),
    ...columns.flatMap(({ name, constraints: own }) => {
      const constraint = own.find(fills);
      return constraint ? [{ column: name, constraint }] : [];
    }),
  ];
}

function mayBeNull(
  node: string,
  column: string,
  { from, by }: Gap,
  { span }: Constraint,
  { nameOf }: Pick<ConstraintContext, "nameOf">,
): Diagnostic {
  const origin = `${nameOf(from.node)}.${from.column}`;
  return diagnose("Q0820", { node, column, from: origin, by: nameOf(by) }, { span });
}

function unknownColumn(
  node: string,
  { type, span }: Pick<Constraint, "type" | "span">,
  column: string,
  relation: string,
  columns: readonly Column[],
): Diagnostic {
  const known = columns.map(({ name }) => name);
  const suggestion = findSuggestion(column, known);
  const parameters = { node, constraint: type, column, relation, known };
  return diagnose("Q0816", { ...parameters, ...(suggestion !== undefined && { suggestion }) }, { span });
}

function ownColumns({ column, arguments: { columns } }: TestNode): readonly string[] {
  return column === undefined ? textsOf(columns) : [column];
}

function textsOf(value: unknown): readonly string[] {
  return value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(String);
}

function findColumn(columns: readonly Column[], name: string): Column | undefined {
  return columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
}

const hasColumn = (columns: readonly Column[], name: string) => findColumn(columns, name) !== undefined;
