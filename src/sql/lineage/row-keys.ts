import type { Expression } from "../plan/expressions.ts";
import type { JoinType, Operator } from "../plan/operators.ts";
import { eachOperator, partsOf } from "../plan/walk.ts";
import { volatileFunctions } from "../volatile-functions.ts";
import { conditionsOf, type Equality } from "./join-conditions.ts";
import type { BaseTable } from "./lineage.ts";
import { widthOf } from "./width-of.ts";

/** That no two rows of a table are equal in some of its columns: nothing that a plan can tell, but what tests and constraints may. */
export interface Condition {
  readonly table: BaseTable;
  readonly columns: readonly string[];
}

/** What all has to be true; nothing, where the list is empty. */
export type Conditions = readonly Condition[];

/** What tells the rows of an operator apart: output columns, by position, in which no two rows are equal if the conditions hold. */
export interface RowKey {
  readonly columns: readonly number[];
  readonly given: Conditions;
}

/**
 * A base table each of whose rows is there at most once, if the conditions hold: whatever is a key of the table, and passed on, is one here.
 */
export interface RowTable {
  readonly table: BaseTable;
  /** The table's columns that are passed on, and where. */
  readonly columns: readonly (readonly [column: string, position: number])[];
  readonly given: Conditions;
}

/** A column that is computed of others of the same row and of nothing else: rows that are equal in those are equal in it. */
export interface DerivedColumn {
  readonly column: number;
  readonly of: readonly number[];
}

export interface RowKeys {
  readonly keys: readonly RowKey[];
  readonly tables: readonly RowTable[];
  readonly derived: readonly DerivedColumn[];
}

/** Finds what tells the rows of a plan's operators apart, each once. */
export type RowKeyFinder = (operator: Operator) => RowKeys;

/** Opens the finder of a plan. */
export function openRowKeys(root: Operator): RowKeyFinder {
  const definitions = new Map<number, Operator>();
  eachOperator(root, (operator) => {
    if (operator.kind === "cte") definitions.set(operator.index, operator.definition);
  });
  const known = new Map<Operator, RowKeys>();
  const find = (operator: Operator): RowKeys => {
    const before = known.get(operator);
    if (before !== undefined) return before;
    const keysOf = finders[operator.kind] as ((operator: Operator, finding: Finding) => RowKeys) | undefined;
    const found = keysOf?.(operator, { find, definitions }) ?? none;
    known.set(operator, found);
    return found;
  };
  return find;
}

/** The ways in which rows can be told apart by the columns at these positions: each a list of what has to be true for it. */
export function waysToTellApart(
  { keys, tables }: RowKeys,
  positions: ReadonlySet<number>,
): readonly Conditions[] {
  const ways: Conditions[] = [];
  for (const { columns, given } of keys)
    if (columns.every((column) => positions.has(column))) ways.push(given);
  if (ways.some((given) => given.length === 0)) return [[]];
  for (const { table, columns, given } of tables) {
    const names = columns.flatMap(([name, position]) => (positions.has(position) ? [name] : []));
    if (names.length > 0) ways.push([...given, { table, columns: [...new Set(names)] }]);
  }
  return ways.slice(0, most);
}

const none: RowKeys = { keys: [], tables: [], derived: [] };

/** Of keys, tables and ways: more are not kept. */
const most = 6;

interface Finding {
  readonly find: RowKeyFinder;
  readonly definitions: ReadonlyMap<number, Operator>;
}

type Of<Kind> = Extract<Operator, { readonly kind: Kind }>;
type Finders = {
  readonly [Kind in Operator["kind"]]?: (operator: Of<Kind>, finding: Finding) => RowKeys;
};

const ofInput = ({ input }: { readonly input: Operator }, { find }: Finding): RowKeys => find(input);

/** Of other operators nothing is known: unions, lists unnested, table functions. */
const finders: Finders = {
  table: ({ table, columns }) => ({
    ...none,
    tables: [
      {
        table,
        columns: columns.flatMap(({ name, virtual }, position) =>
          virtual ? [] : [[name, position] as const],
        ),
        given: [],
      },
    ],
  }),
  oneRow: () => ({ ...none, keys: [{ columns: [], given: [] }] }),
  projection: ofProjection,
  filter: ofFilter,
  aggregation: ofAggregation,
  windowing: ofInput,
  sorting: ofInput,
  limit: ofInput,
  sample: ofInput,
  distinct: ofDistinct,
  cte: ({ body }, { find }) => find(body),
  cteScan: ({ cte }, { find, definitions }) => {
    const definition = definitions.get(cte);
    return definition === undefined ? none : find(definition);
  },
  join: (join, { find }) => {
    if (keepsLeftRows.has(join.type)) return find(join.left);
    if (join.outer !== undefined) return none;
    // ASOF finds one row at most.
    if (join.asof) return join.type === "inner" || join.type === "left" ? find(join.left) : none;
    return joined(join, equalitiesOf(conditionsOf(join, widthOf(join.left))), find);
  },
  conditionJoin: (join, { find }) =>
    keepsLeftRows.has(join.type)
      ? find(join.left)
      : joined(join, equalitiesOf(conditionsOf(join, widthOf(join.left))), find),
  crossProduct: ({ left, right }, { find }) => joined({ type: "inner", left, right }, [], find),
};

const keepsLeftRows: ReadonlySet<JoinType> = new Set(["semi", "anti", "mark", "single"]);

/** @param outputs for positions of the input, where it comes out */
function moved({ keys, tables, derived }: RowKeys, outputs: ReadonlyMap<number, number>): RowKeys {
  const out = (columns: readonly number[]) => {
    const found = columns.flatMap((column) => outputs.get(column) ?? []);
    return found.length === columns.length ? found : undefined;
  };
  return {
    keys: keys.flatMap(({ columns, given }) => {
      const found = out(columns);
      return found === undefined ? [] : [{ columns: found, given }];
    }),
    derived: derived.flatMap(({ column, of }) => {
      const [output, found] = [outputs.get(column), out(of)];
      return output === undefined || found === undefined ? [] : [{ column: output, of: found }];
    }),
    tables: tables.map(({ table, columns, given }) => ({
      table,
      columns: columns.flatMap(([name, position]) => {
        const output = outputs.get(position);
        return output === undefined ? [] : [[name, output] as const];
      }),
      given,
    })),
  };
}

function ofProjection({ expressions, input }: Of<"projection">, { find }: Finding): RowKeys {
  const places = placesOf(expressions);
  return withDerived(moved(find(input), places), expressions, places);
}

/** @param places where the columns of the input come out */
function withDerived(
  keys: RowKeys,
  expressions: readonly Expression[],
  places: ReadonlyMap<number, number>,
): RowKeys {
  const own = expressions.flatMap((expression, column): readonly DerivedColumn[] => {
    if (!mayBeKey(expression)) return [];
    const used = new Set<number>();
    if (!isOfRow(expression, used) || used.size === 0) return [];
    const of = [...used].flatMap((position) => places.get(position) ?? []);
    return of.length === used.size ? [{ column, of }] : [];
  });
  return own.length === 0 ? keys : { ...keys, derived: [...keys.derived, ...own] };
}

/** Whether an expression could be a key made of others: a text or a hash. */
function mayBeKey(expression: Expression): boolean {
  if (expression.kind !== "call" && expression.kind !== "cast") return false;
  return ["VARCHAR", "UUID", "UBIGINT", "HUGEINT", "UHUGEINT"].includes(expression.type.name);
}

/** True for what is computed of one row and the same each time; `used` gets its columns. */
function isOfRow(expression: Expression, used: Set<number>): boolean {
  if (expression.kind === "column") used.add(expression.index);
  if (!ofRow.has(expression.kind)) return false;
  if (expression.kind === "call" && volatileFunctions.has(expression.name)) return false;
  return partsOf(expression).every((part) => isOfRow(part, used));
}

const ofRow: ReadonlySet<Expression["kind"]> = new Set([
  "column",
  "constant",
  "call",
  "cast",
  "comparison",
  "between",
  "conjunction",
  "operator",
  "case",
]);

/** Where the columns of the input are among expressions over it. */
function placesOf(expressions: readonly Expression[]): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  for (const [position, expression] of expressions.entries()) {
    const column = columnOf(expression);
    if (column !== undefined && !places.has(column)) places.set(column, position);
  }
  return places;
}

/** The column that an expression is, apart from casts that keep different values different. */
function columnOf(expression: Expression): number | undefined {
  if (expression.kind === "column") return expression.index;
  if (expression.kind !== "cast" || expression.try || expression.argument.kind !== "column") return undefined;
  const isKept = [expression.argument.type, expression.type].every(({ name }) => integers.has(name));
  return isKept ? expression.argument.index : undefined;
}

/** What does not fit into the narrower of two is an error, not another number. */
const integers: ReadonlySet<string> = new Set([
  ...["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"],
  ...["UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"],
]);

/** The positions of the columns among expressions. */
export const positionsOf = (expressions: readonly Expression[]): ReadonlySet<number> =>
  new Set(expressions.flatMap((expression) => columnOf(expression) ?? []));

function ofFilter({ conditions, columns, input }: Of<"filter">, { find }: Finding): RowKeys {
  const below = find(input);
  const all = { ...below, keys: [...below.keys, ...firstRows(conditions, input)] };
  return columns === undefined
    ? all
    : moved(all, new Map(columns.map((column, position) => [column, position])));
}

/** `qualify row_number() over (partition by a order by b) = 1` leaves one row for each value of a. */
function firstRows(conditions: readonly Expression[], input: Operator): readonly RowKey[] {
  return conditions.flatMap((condition) => {
    if (condition.kind !== "comparison" || condition.operator !== "=") return [];
    const { left, right } = condition;
    const [column, constant] = left.kind === "column" ? [left, right] : [right, left];
    if (column.kind !== "column" || !isOne(constant)) return [];
    const columns = partitionOf(input, column.index);
    return columns === undefined ? [] : [{ columns, given: [] }];
  });
}

/** True for the number 1. */
export function isOne(expression: Expression): boolean {
  if (expression.kind === "cast") return isOne(expression.argument);
  return expression.kind === "constant" && expression.value.value === "1";
}

/** The columns within whose values the column at a position counts the rows; a subquery may stand between. */
function partitionOf(operator: Operator, position: number): readonly number[] | undefined {
  if (operator.kind === "projection") {
    const expression = operator.expressions[position];
    if (expression?.kind !== "column") return undefined;
    const places = placesOf(operator.expressions);
    const columns = partitionOf(operator.input, expression.index)?.map((column) => places.get(column));
    return columns?.every((column) => column !== undefined) ? columns : undefined;
  }
  if (operator.kind !== "windowing") return undefined;
  const window = operator.windows[position - widthOf(operator.input)];
  if (window?.kind !== "window" || window.function !== "WINDOW_ROW_NUMBER") return undefined;
  const columns = window.partitionBy.map(columnOf);
  return columns.every((column) => column !== undefined) ? columns : undefined;
}

/** The groups are the key; what was one among them still is. */
function ofAggregation(operator: Of<"aggregation">, { find }: Finding): RowKeys {
  const { groups, groupingSets, input } = operator;
  if (groupingSets.length > 1) return none;
  const key = { columns: groups.map((_, position) => position), given: [] };
  const places = placesOf(groups);
  const below = withDerived(moved(find(input), places), groups, places);
  return { ...below, keys: [key, ...below.keys] };
}

function ofDistinct({ keys, input }: Of<"distinct">, { find }: Finding): RowKeys {
  const below = find(input);
  const columns = keys.map(columnOf);
  if (!columns.every((column) => column !== undefined)) return below;
  return { ...below, keys: [{ columns, given: [] }, ...below.keys] };
}

const equalitiesOf = (conditions: readonly (Equality | undefined)[]): readonly Equality[] =>
  conditions.filter((each) => each !== undefined);

/** Rows of one side stay apart where the other side has at most one for each of them. */
function joined(
  { type, left, right }: { readonly type: JoinType; readonly left: Operator; readonly right: Operator },
  equalities: readonly Equality[],
  find: RowKeyFinder,
): RowKeys {
  const [lefts, rights] = [find(left), find(right)];
  const kept: RowKeys[] = [];
  if (type === "inner" || type === "left") {
    const ways = waysToTellApart(rights, positionsOf(equalities.map((each) => each.right)));
    kept.push(...ways.map((given) => under(lefts, given)));
  }
  if (type === "inner" || type === "right") {
    const ways = waysToTellApart(lefts, positionsOf(equalities.map((each) => each.left)));
    kept.push(...ways.map((given) => under(shifted(rights, widthOf(left)), given)));
  }
  return {
    keys: kept.flatMap(({ keys }) => keys).slice(0, most),
    tables: kept.flatMap(({ tables }) => tables).slice(0, most),
    derived: [...lefts.derived, ...shifted(rights, widthOf(left)).derived],
  };
}

function under({ keys, tables, derived }: RowKeys, conditions: Conditions): RowKeys {
  if (conditions.length === 0) return { keys, tables, derived };
  return {
    derived,
    keys: keys.map(({ columns, given }) => ({ columns, given: [...given, ...conditions] })),
    tables: tables.map(({ table, columns, given }) => ({ table, columns, given: [...given, ...conditions] })),
  };
}

function shifted({ keys, tables, derived }: RowKeys, by: number): RowKeys {
  return {
    derived: derived.map(({ column, of }) => ({ column: column + by, of: of.map((each) => each + by) })),
    keys: keys.map(({ columns, given }) => ({ columns: columns.map((column) => column + by), given })),
    tables: tables.map(({ table, columns, given }) => ({
      table,
      columns: columns.map(([name, position]) => [name, position + by] as const),
      given,
    })),
  };
}
