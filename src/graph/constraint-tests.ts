import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import type { ColumnDefinition, ConstraintDefinition, Json, TestDefinition } from "../project/definitions.ts";
import type { RelationNode } from "./types.ts";

/**
 * The data tests that hold a contract's constraints, in the order in which they are declared. Tests hold them for every materialisation, views
 * and ephemeral models included, and before anybody sees the rows; an engine's own constraints would do so for tables alone, at the price of
 * indexes and of tables that cannot be replaced. `custom` constraints, and foreign keys given as SQL, are not held: that is a warning.
 */
export function testsOfConstraints(
  node: Pick<RelationNode, "name" | "columns" | "constraints" | "settings">,
  report: (problem: Diagnostic) => void,
): readonly TestDefinition[] {
  const isBare = !node.constraints && node.columns.every(({ constraints }) => constraints.length === 0);
  if (isBare) return none;
  const all = placedConstraints(node);
  if (!node.settings.contract) {
    const first = all.find(({ constraint }) => !constraint.silent);
    if (first) report(diagnose("Q0821", { node: node.name }, { span: first.constraint.span }));
    return [];
  }
  const incomplete = ({ type, span }: ConstraintDefinition, problem: string) =>
    report(diagnose("Q0817", { node: node.name, constraint: type, problem }, { span }));
  const keys = all.filter(({ constraint }) => constraint.type === "primary_key");
  for (const { constraint } of keys.slice(1))
    incomplete(constraint, "there is another primary_key; name all columns of the key in one");
  return all.flatMap((placed) => {
    const { constraint } = placed;
    const { type, span } = constraint;
    const made = makers[type]?.(placed);
    if (made?.kind === "incomplete") incomplete(constraint, made.problem);
    else if (made?.kind === "unheld" && !constraint.silent)
      report(diagnose("Q0819", { node: node.name, constraint: type, reason: made.reason }, { span }));
    return made?.kind === "tests" ? made.tests : [];
  });
}

const none: readonly TestDefinition[] = Object.freeze([]);

/** A constraint with the columns that it is on. */
interface Placed {
  readonly constraint: ConstraintDefinition;
  /** Under which it stands. */
  readonly column?: ColumnDefinition;
  readonly columns: readonly string[];
}

/** What becomes of a constraint. */
type Made =
  | { readonly kind: "tests"; readonly tests: readonly TestDefinition[] }
  | { readonly kind: "incomplete"; readonly problem: string }
  | { readonly kind: "unheld"; readonly reason: string };

function placedConstraints({
  columns,
  constraints = [],
}: Pick<RelationNode, "columns" | "constraints">): readonly Placed[] {
  return [
    ...constraints.map((constraint) => ({ constraint, columns: constraint.columns ?? [] })),
    ...columns.flatMap((column) =>
      column.constraints.map((constraint) => ({ constraint, column, columns: [column.name] })),
    ),
  ];
}

const makers: Readonly<Record<string, (placed: Placed) => Made>> = {
  not_null: (placed) => onColumns(placed, () => placed.columns.map((column) => notNull(placed, column))),
  unique: (placed) => onColumns(placed, () => [unique(placed, "unique")]),
  primary_key: (placed) =>
    onColumns(placed, () => [
      ...placed.columns.map((column) => notNull(placed, column)),
      unique(placed, "unique_combination"),
    ]),
  check: (placed) => {
    const { expression = "" } = placed.constraint;
    if (expression.trim() === "") return { kind: "incomplete", problem: "it needs an `expression`" };
    return { kind: "tests", tests: [makeTest(placed, "expression", { expression }, placed.column?.name)] };
  },
  foreign_key: (placed) => {
    const { to, toColumns = placed.columns, expression } = placed.constraint;
    if (to === undefined && expression !== undefined)
      return { kind: "unheld", reason: "it is given as SQL; write `to` and `to_columns`" };
    if (to === undefined) return { kind: "incomplete", problem: "it needs `to` and `to_columns`" };
    const [own, other] = [placed.columns.length, toColumns.length];
    if (own !== other && own > 0)
      return { kind: "incomplete", problem: `it has ${own} of its own columns, and ${other} \`to_columns\`` };
    return onColumns(placed, () => [foreignKey(placed, to, toColumns)]);
  },
  custom: () => ({ kind: "unheld", reason: "SQL of one's own is not looked into" }),
};

function onColumns({ columns }: Placed, make: () => readonly TestDefinition[]): Made {
  if (columns.length === 0) return { kind: "incomplete", problem: "it needs `columns`" };
  return { kind: "tests", tests: make() };
}

/** A name that the user gave goes to the test of what the constraint is named for. */
function notNull(placed: Placed, column: string): TestDefinition {
  const { constraint, columns } = placed;
  const isNamed = constraint.type === "not_null" && columns.length === 1;
  const { name: _name, ...unnamed } = constraint;
  return makeTest({ constraint: isNamed ? constraint : unnamed }, "not_null", {}, column);
}

function unique(placed: Placed, several: "unique" | "unique_combination"): TestDefinition {
  const [only, ...others] = placed.columns;
  if (others.length === 0) return makeTest(placed, "unique", {}, only);
  return makeTest(placed, several, { columns: [...placed.columns] });
}

function foreignKey(placed: Placed, to: string, toColumns: readonly string[]): TestDefinition {
  const [only, ...others] = placed.columns;
  if (others.length === 0) return makeTest(placed, "relationships", { to, field: toColumns[0] ?? "" }, only);
  return makeTest(placed, "relationships", { columns: [...placed.columns], to, fields: [...toColumns] });
}

function makeTest(
  { constraint: { name, span } }: Pick<Placed, "constraint">,
  test: string,
  given: Readonly<Record<string, Json>>,
  column?: string,
): TestDefinition {
  return {
    test,
    ...(name !== undefined && { name }),
    ...(column !== undefined && { column }),
    arguments: given,
    settings: { severity: "error" },
    span,
  };
}
