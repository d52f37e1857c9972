import type { ConditionJoin, Join, Plan } from "../plan/operators.ts";
import { conditionsOf } from "./join-conditions.ts";
import { type JoinFact, openJoins } from "./joins.ts";
import {
  type Conditions,
  openRowKeys,
  positionsOf,
  type RowKeyFinder,
  type RowKeys,
  waysToTellApart,
} from "./row-keys.ts";
import { type TraceResult, traceLineage } from "./trace-lineage.ts";
import { widthOf } from "./width-of.ts";

/** What a plan shows of how its rows can be told apart. */
export interface RowFacts extends RowKeys {
  readonly joins: readonly JoinWays[];
}

/** A join, and for each side the ways in which no two of its rows are equal in the join's keys. */
export interface JoinWays extends JoinFact {
  readonly leftWays: readonly Conditions[];
  readonly rightWays: readonly Conditions[];
}

export interface TracedRows {
  readonly trace: TraceResult;
  readonly facts: RowFacts;
}

/** A statement's lineage, and in the same walk its joins with what is known of their sides, and the keys of its rows. */
export function traceRows(plan: Plan): TracedRows {
  const joins = openJoins(plan);
  const trace = traceLineage(plan, { onJoin: joins.take });
  const keysOf = openRowKeys(plan.root);
  return {
    trace,
    facts: {
      ...keysOf(plan.root),
      joins: [...joins.facts].map(([join, fact]) => withWays(join, fact, keysOf)),
    },
  };
}

function withWays(join: Join | ConditionJoin, fact: JoinFact, keysOf: RowKeyFinder): JoinWays {
  const equalities = conditionsOf(join, widthOf(join.left)).filter((each) => each !== undefined);
  const ways = (side: "left" | "right") =>
    waysToTellApart(keysOf(join[side]), positionsOf(equalities.map((each) => each[side])));
  return { ...fact, leftWays: ways("left"), rightWays: ways("right") };
}
