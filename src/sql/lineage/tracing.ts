import type { ConditionJoin, Join, Operator, TableName } from "../plan/operators.ts";
import { closedFlow } from "./closed-flow.ts";
import type { BaseColumn } from "./lineage.ts";
import { type OpenFlow, openFlow } from "./open-flow.ts";
import type { Scope } from "./scope.ts";
import type { Traced, TracedColumn } from "./traced.ts";

/** What the tracers of one statement's operators share. */
export interface Tracing {
  readonly trace: (operator: Operator) => Traced;
  /** The same in other surroundings: inside a correlated subquery, or right under a join. */
  readonly traceIn: (operator: Operator, change: Partial<Surroundings>) => Traced;
  /** Remembers an operator's output by its number, and returns it. */
  readonly keep: (index: number, traced: Traced) => Traced;
  readonly scope: (columns: readonly TracedColumn[]) => Scope;
  /** The number of a base column in this statement. */
  readonly sourceOf: (table: TableName, column: string) => number;
  readonly sources: readonly BaseColumn[];
  readonly flow: OpenFlow;
  /** True for a table that stands for files. */
  readonly isStandIn: (table: TableName) => boolean;
  readonly ctes: Map<number, Traced>;
  /** What stands behind the numbers of CTEs. */
  readonly definitions: Map<number, Operator>;
  readonly outer: readonly TracedColumn[] | undefined;
  readonly filtersJoin: boolean;
  readonly onJoin: (join: Join | ConditionJoin, left: Traced, right: Traced) => void;
}

export interface Surroundings {
  /** The columns that the correlated subquery at hand uses of the query around it. */
  readonly outer: readonly TracedColumn[] | undefined;
  /** Is a filter here a part of a join's ON that concerns one side alone? */
  readonly filtersJoin: boolean;
}

type Hooks = Pick<Tracing, "onJoin" | "isStandIn"> & { readonly withFlow: boolean };

/** Starts the tracing of one statement, whose operators `traceOperator` traces in given surroundings. */
export function startTracing(
  traceOperator: (operator: Operator, tracing: Tracing) => Traced,
  { onJoin = () => {}, isStandIn = () => false, withFlow = false }: Partial<Hooks> = {},
): Tracing {
  const byIndex = new Map<number, readonly TracedColumn[]>();
  const sources: BaseColumn[] = [];
  const flow = withFlow ? openFlow() : closedFlow;
  const numbers = new Map<string, number>();
  const shared = {
    keep: (index: number, traced: Traced) => {
      byIndex.set(index, traced.columns);
      return traced;
    },
    scope: (columns: readonly TracedColumn[]) => ({ columns, byIndex, flow }),
    sourceOf: (table: TableName, column: string) => {
      const key = [table.database, table.schema, table.table, column].join("\u0000");
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, sources.length);
      return sources.push({ ...table, column }) - 1;
    },
    sources,
    flow,
    ctes: new Map<number, Traced>(),
    definitions: new Map<number, Operator>(),
    onJoin,
    isStandIn,
  };
  const surroundedBy = (surroundings: Surroundings): Tracing => {
    // What stands right under a join stands no longer there one operator further down.
    const below = { ...surroundings, filtersJoin: false };
    const tracing: Tracing = {
      ...shared,
      ...surroundings,
      trace: (operator) => traceOperator(operator, surroundings.filtersJoin ? surroundedBy(below) : tracing),
      traceIn: (operator, change) => traceOperator(operator, surroundedBy({ ...below, ...change })),
    };
    return tracing;
  };
  return surroundedBy({ outer: undefined, filtersJoin: false });
}
