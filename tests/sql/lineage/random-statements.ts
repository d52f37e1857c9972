import type { Random } from "./random.ts";

/**
 * A query whose rows depend on the data alone: what is ordered is ordered by all that could differ. All its columns are integers or null.
 */
interface Relation {
  readonly sql: string;
  readonly columns: readonly string[];
}

interface Context {
  readonly random: Random;
  /** How much deeper queries may nest. */
  readonly depth: number;
  /** Names that are not taken yet. */
  readonly fresh: () => string;
}

/** A random statement over the tables t and u: joins, groups, windows, CTEs, subqueries, set operations, lists. */
export function randomStatement(random: Random): string {
  let count = 0;
  return relation({ random, depth: 3, fresh: () => `n${++count}` }).sql;
}

const deeper = (context: Context): Context => ({ ...context, depth: context.depth - 1 });

const tables: readonly Relation[] = [
  { sql: "select id, a, b, c from t", columns: ["id", "a", "b", "c"] },
  { sql: "select uid, a, v, w from u", columns: ["uid", "a", "v", "w"] },
];

function relation(context: Context): Relation {
  const { random, depth } = context;
  if (depth === 0) return random.pick(tables);
  return random.pick(makers)(deeper(context));
}

type Maker = (context: Context) => Relation;

/** A query in FROM, with a name and names for its columns. */
interface Source {
  readonly from: string;
  readonly columns: readonly string[];
}

function source(context: Context, given: Relation = relation(context)): Source {
  const alias = context.fresh();
  return { from: `(${given.sql}) ${alias}`, columns: given.columns.map((column) => `${alias}.${column}`) };
}

/** `select` with new names for its columns. */
function select({ fresh }: Context, expressions: readonly string[], rest: string, distinct = ""): Relation {
  const columns = expressions.map(() => fresh());
  const list = expressions.map((expression, i) => `${expression} as ${columns[i]}`);
  return { sql: `select ${distinct}${list.join(", ")} ${rest}`, columns };
}

const some = <T>({ random }: Context, from: readonly T[], most = 3): readonly T[] =>
  random.shuffle(from).slice(0, 1 + random.below(Math.min(most, from.length)));

const makers: readonly Maker[] = [
  function project(context) {
    const { from, columns } = source(context);
    return select(
      context,
      [...some(context, columns), scalar(context, columns), scalar(context, columns)],
      `from ${from}`,
    );
  },
  function filter(context) {
    const { from, columns } = source(context);
    return select(context, some(context, columns, 4), `from ${from} where ${condition(context, columns)}`);
  },
  join,
  join,
  function semi(context) {
    const [left, right] = [source(context), source(context)];
    const on = equality(context, left, right);
    const kind = context.random.pick(["semi", "anti"]);
    return select(
      context,
      some(context, left.columns, 4),
      `from ${left.from} ${kind} join ${right.from} on ${on}`,
    );
  },
  function lateral(context) {
    const left = source(context);
    const inner = source({ ...context, depth: 0 });
    const where = `${context.random.pick(inner.columns)} = ${context.random.pick(left.columns)}`;
    const value = scalar(context, [...inner.columns, context.random.pick(left.columns)]);
    const alias = context.fresh();
    const kind = context.random.pick([", lateral", "left join lateral"]);
    const on = kind.startsWith("left") ? " on true" : "";
    const body = `select ${value} as x, ${context.random.pick(inner.columns)} as y from ${inner.from} where ${where}`;
    return select(
      context,
      [...some(context, left.columns), `${alias}.x`, `${alias}.y`],
      `from ${left.from} ${kind} (${body}) ${alias}${on}`,
    );
  },
  group,
  group,
  window,
  window,
  function distinct(context) {
    const { from, columns } = source(context);
    return select(context, some(context, columns), `from ${from}`, "distinct ");
  },
  function distinctOn(context) {
    const { from, columns } = source(context);
    const key = context.random.pick(columns);
    return select(context, columns, `from ${from} order by all`, `distinct on (${key}) `);
  },
  function limited(context) {
    const { from, columns } = source(context);
    return select(context, columns, `from ${from} order by all limit ${1 + context.random.below(6)}`);
  },
  function setOperation(context) {
    const [left, right] = [source(context), source(context)];
    const count = Math.min(left.columns.length, right.columns.length, 3);
    const one = select(context, left.columns.slice(0, count), `from ${left.from}`);
    const other = select(context, right.columns.slice(0, count), `from ${right.from}`);
    const operation = context.random.pick([
      "union all",
      "union",
      "except",
      "intersect",
      "except all",
      "intersect all",
    ]);
    return { sql: `(${one.sql}) ${operation} (${other.sql})`, columns: one.columns };
  },
  function unnest(context) {
    const { from, columns } = source(context);
    const { random } = context;
    const list = random.chance(50)
      ? `[${random.pick(columns)}, ${scalar(context, columns)}]`
      : `range(greatest(least(coalesce(${random.pick(columns)}, 0), 3), 0))`;
    return select(context, [...some(context, columns), `unnest(${list})::bigint`], `from ${from}`);
  },
  function cteTwice(context) {
    const name = context.fresh();
    const shared = relation(context);
    const named = (alias: string): Source => ({
      from: `${name} ${alias}`,
      columns: shared.columns.map((column) => `${alias}.${column}`),
    });
    const [one, other] = [named(context.fresh()), named(context.fresh())];
    const body = select(
      context,
      [...some(context, one.columns), ...some(context, other.columns)],
      `from ${one.from} join ${other.from} on ${equality(context, one, other)}`,
    );
    const hint = context.random.pick(["", "materialized ", "not materialized "]);
    return { sql: `with ${name} as ${hint}(${shared.sql}) ${body.sql}`, columns: body.columns };
  },
  function recursive(context) {
    const name = context.fresh();
    const { from, columns } = source({ ...context, depth: 0 });
    const [x, y] = context.random.shuffle(columns);
    const union = context.random.pick(["union", "union all"]);
    const step = context.random.pick([
      "y, x, n + 1",
      "x + 1, y, n + 1",
      "x, coalesce(x, 0) + coalesce(y, 0), n + 1",
    ]);
    const stop = context.random.pick(["n < 2", "n < 2 and x > 1", "n < 3 and y < 3"]);
    return {
      sql: `with recursive ${name}(x, y, n) as (select ${x}, ${y}, 0 from ${from}
        ${union} select ${step} from ${name} where ${stop}) select x, y, n from ${name}`,
      columns: ["x", "y", "n"],
    };
  },
];

const equality = ({ random }: Context, left: Source, right: Source) =>
  `${random.pick(left.columns)} = ${random.pick(right.columns)}`;

function join(context: Context): Relation {
  const [left, right] = [source(context), source(context)];
  const kind = context.random.pick(["join", "left join", "right join", "full join"]);
  const more = context.random.chance(40)
    ? ` and ${simpleCondition(context, context.random.pick([left, right]).columns)}`
    : "";
  // FULL JOIN takes comparisons of the sides alone.
  const on = equality(context, left, right) + (kind === "full join" ? "" : more);
  return select(
    context,
    [...some(context, left.columns), ...some(context, right.columns)],
    `from ${left.from} ${kind} ${right.from} on ${on}`,
  );
}

function group(context: Context): Relation {
  const { from, columns } = source(context);
  const keys = some(context, columns, 2);
  const aggregates = [aggregate(context, columns), aggregate(context, columns)];
  const { random } = context;
  const by = random.pick([
    keys.join(", "),
    keys.join(", "),
    `rollup (${keys.join(", ")})`,
    `grouping sets ((${keys[0]}), ())`,
  ]);
  const having = random.chance(30) ? ` having ${aggregate(context, columns)} > 1` : "";
  const shown = by.startsWith("grouping") ? keys.slice(0, 1) : keys;
  if (random.chance(15)) return select(context, aggregates, `from ${from}${having}`);
  return select(context, [...shown, ...aggregates], `from ${from} group by ${by}${having}`);
}

function aggregate(context: Context, columns: readonly string[]): string {
  const { random } = context;
  const value = scalar({ ...context, depth: 0 }, columns);
  const filter = random.chance(35) ? ` filter (where ${simpleCondition(context, columns)})` : "";
  return random.pick([
    () => `count(*)${filter}`,
    () => `sum(${value})${filter}::bigint`,
    () => `max(${value})${filter}`,
    () => `count(distinct ${value})${filter}`,
    () => `list_sum(list(${value} order by ${value})${filter})::bigint`,
    () => `(list(${value} order by ${random.pick(columns)}, ${value})${filter})[1]`,
    () => `max(${value})${filter} - min(${random.pick(columns)})`,
  ])();
}

function window(context: Context): Relation {
  const { from, columns } = source(context);
  const value = windowed(context, columns);
  const shown = some(context, columns);
  if (context.random.chance(30)) return select(context, shown, `from ${from} qualify ${value} > 1`);
  return select(context, [...shown, value], `from ${from}`);
}

/** Peers are treated alike: the frame goes by values, and the functions do not tell peers apart. */
function windowed(context: Context, columns: readonly string[]): string {
  const { random } = context;
  const partition = random.chance(60) ? `partition by ${random.pick(columns)} ` : "";
  const order = random.chance(60) ? `order by ${random.pick(columns)}` : "";
  const filter = random.chance(30) ? ` filter (where ${simpleCondition(context, columns)})` : "";
  const over = `over (${partition}${order})`;
  return random.pick([
    () => `rank() over (${partition}order by ${random.pick(columns)})`,
    () => `dense_rank() over (${partition}order by ${random.pick(columns)})`,
    () => `count(*)${filter} ${over}`,
    () => `sum(${random.pick(columns)})${filter} ${over}::bigint`,
    () => `max(${random.pick(columns)})${filter} ${over}`,
    () => `count(distinct ${random.pick(columns)}) over (${partition})`,
  ])();
}

/** An integer. */
function scalar(context: Context, columns: readonly string[]): string {
  const { random } = context;
  const pick = () => random.pick(columns);
  const plain = [
    () => pick(),
    () => `${pick()} + ${pick()}`,
    () => `case when ${simpleCondition(context, columns)} then ${pick()} else ${pick()} end`,
    () => `coalesce(${pick()}, ${pick()}, 7)`,
    () => `nullif(${pick()}, ${pick()})`,
    () => `greatest(${pick()}, ${pick()})`,
    () => `list_sum(list_transform([1, ${pick()}], lambda x: x + ${pick()}))::bigint`,
    () => `len(list_filter([1, 2, 3], lambda x: x > ${pick()}))`,
    () => `({'p': ${pick()}, 'q': ${pick()}}).q`,
    () => `try_cast(${pick()}::varchar || ${pick()}::varchar as integer)`,
  ];
  const nested = [
    () => `(${aggregated(context, columns)})`,
    () => `(${aggregated(context, columns)})`,
    () => `case when ${condition(context, columns)} then ${pick()} end`,
    () => `(${condition(context, columns)})::integer`,
  ];
  return random.pick(context.depth > 0 ? [...plain, ...nested] : plain)();
}

/** A scalar subquery, correlated or not. */
function aggregated(context: Context, columns: readonly string[]): string {
  const { random } = context;
  const inner = source({ ...context, depth: random.below(2) });
  const where = random.chance(70)
    ? ` where ${random.pick(inner.columns)} ${random.pick(["=", "<", ">="])} ${random.pick(columns)}`
    : "";
  if (random.chance(25)) {
    const value = random.pick(inner.columns);
    return `select ${value} from ${inner.from}${where} order by ${random.pick(inner.columns)}, ${value} limit 1`;
  }
  return `select ${aggregate(context, inner.columns)} from ${inner.from}${where}`;
}

function simpleCondition({ random }: Context, columns: readonly string[]): string {
  const pick = () => random.pick(columns);
  return random.pick([
    () => `${pick()} > ${random.below(4)}`,
    () => `${pick()} = ${pick()}`,
    () => `${pick()} is null`,
    () => `${pick()} between 1 and ${pick()}`,
    () => `${pick()} in (1, 3, ${pick()})`,
    () => `${pick()} is distinct from ${pick()}`,
    () => `(${pick()} > 1 or ${pick()} < 3)`,
  ])();
}

function condition(context: Context, columns: readonly string[]): string {
  const { random } = context;
  if (context.depth === 0 || random.chance(50)) return simpleCondition(context, columns);
  const inner = source({ ...context, depth: random.below(2) });
  const value = random.pick(inner.columns);
  const where = random.chance(60) ? ` where ${random.pick(inner.columns)} = ${random.pick(columns)}` : "";
  const plain = random.chance(40) ? ` where ${simpleCondition(context, inner.columns)}` : "";
  return random.pick([
    () => `exists (select 1 from ${inner.from}${where})`,
    () => `not exists (select 1 from ${inner.from}${where})`,
    () => `${random.pick(columns)} in (select ${value} from ${inner.from}${plain})`,
    () => `${random.pick(columns)} not in (select ${value} from ${inner.from}${where})`,
    () => `${random.pick(columns)} > any (select ${value} from ${inner.from}${plain})`,
    () => `${random.pick(columns)} <= all (select ${value} from ${inner.from}${plain})`,
  ])();
}
