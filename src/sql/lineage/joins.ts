import type { Expression } from "../plan/expressions.ts";
import type { ConditionJoin, Join, Operator, Plan } from "../plan/operators.ts";
import { Untraceable } from "../plan/reading.ts";
import { type Duplicates, findDuplicates } from "./duplicates.ts";
import { conditionsOf } from "./join-conditions.ts";
import type { BaseColumn, BaseTable } from "./lineage.ts";
import { traceOperator } from "./trace-operator.ts";
import type { Traced } from "./traced.ts";
import { startTracing, type Tracing } from "./tracing.ts";
import { isUniqueBy, onlyTable } from "./unique-by.ts";

/** A join of two relations, as a rule about fan-out needs it. */
export interface JoinFact {
  readonly type: "inner" | "left" | "right" | "full";
  /** The equalities of the condition, each between one side's value and the other's. */
  readonly keys: readonly JoinKey[];
  /** Is there nothing else in the condition? What else there is can only leave out rows. */
  readonly onlyKeys: boolean;
  readonly left: JoinSide;
  readonly right: JoinSide;
  /** What the nearest operator above that looks at many rows makes of a row that comes twice. */
  readonly duplicates: Duplicates;
}

/** A side is absent where its value is no plain copy of a base column. */
export interface JoinKey {
  readonly left?: JoinedColumn;
  readonly right?: JoinedColumn;
}

/** `scan` tells the instances of a table that is read more than once apart. */
export interface JoinedColumn extends BaseColumn {
  readonly scan: number;
}

export interface JoinSide {
  /** The base table whose rows the side has, each at most once; absent where the side is a join, a union, groups, a list. */
  readonly table?: BaseTable & { readonly scan: number };
  /** True where the statement itself sees to it that no two rows are equal in the join's keys: by GROUP BY, DISTINCT, an aggregate. */
  readonly isUnique: boolean;
}

/**
 * The inner and outer joins of a plan that compare two relations, those of CTEs and subqueries included. Without lateral joins, ASOF joins
 * (which find one row at most) and lists of tables whose condition stands in WHERE. Empty for a plan that cannot be traced.
 */
export function findJoins(plan: Plan): readonly JoinFact[] {
  const joins = openJoins(plan);
  const tracing = startTracing(traceOperator, {
    onJoin: (join, left, right) => joins.take(join, left, right, tracing),
  });
  try {
    tracing.trace(plan.root);
  } catch (error) {
    if (error instanceof Untraceable) return [];
    throw error;
  }
  return [...joins.facts.values()];
}

/** Takes joins as they are traced, by whoever traces the plan. */
export interface Joins {
  readonly take: (join: Join | ConditionJoin, left: Traced, right: Traced, tracing: Tracing) => void;
  readonly facts: ReadonlyMap<Join | ConditionJoin, JoinFact>;
}

export function openJoins(plan: Plan): Joins {
  let duplicates: ReadonlyMap<Operator, Duplicates> | undefined;
  const facts = new Map<Join | ConditionJoin, JoinFact>();
  return {
    facts,
    take: (join, left, right, tracing) => {
      const fact = describeJoin(join, left, right, tracing);
      if (fact === undefined) return;
      // Few statements need it to be worked out at all.
      duplicates ??= findDuplicates(plan.root);
      facts.set(join, { ...fact, duplicates: duplicates.get(join) ?? "kept" });
    },
  };
}

const joinTypes = { inner: "inner", left: "left", right: "right", full: "full" } as const;

function describeJoin(join: Join | ConditionJoin, left: Traced, right: Traced, tracing: Tracing) {
  const type = join.type in joinTypes ? joinTypes[join.type as keyof typeof joinTypes] : undefined;
  if (type === undefined || (join.kind === "join" && (join.asof || join.outer !== undefined)))
    return undefined;
  if (join.left.kind === "outerScan" || join.right.kind === "outerScan") return undefined;
  const conditions = conditionsOf(join, left.columns.length);
  const equalities = conditions.filter((each) => each !== undefined);
  return {
    type,
    keys: equalities.map((each) => ({
      ...named("left", baseColumn(each.left, left, tracing)),
      ...named("right", baseColumn(each.right, right, tracing)),
    })),
    onlyKeys: equalities.length === conditions.length,
    left: describeSide(
      join.left,
      equalities.map((each) => each.left),
      tracing,
    ),
    right: describeSide(
      join.right,
      equalities.map((each) => each.right),
      tracing,
    ),
  };
}

const named = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { readonly [K in Name]?: Value };

function baseColumn(
  expression: Expression,
  { columns }: Traced,
  { sources }: Tracing,
): JoinedColumn | undefined {
  const copy = expression.kind === "column" ? columns[expression.index]?.copy : undefined;
  const source = copy === undefined ? undefined : sources[copy.source];
  return copy === undefined || source === undefined ? undefined : { ...source, scan: copy.scan };
}

function describeSide(side: Operator, keys: readonly Expression[], { definitions }: Tracing): JoinSide {
  const scan = onlyTable(side, definitions);
  const positions = keys.flatMap((key) => (key.kind === "column" ? [key.index] : []));
  return {
    ...(scan !== undefined && { table: { ...scan.table, scan: scan.index } }),
    isUnique: isUniqueBy(side, new Set(positions), definitions),
  };
}
