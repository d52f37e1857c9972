import type { Plan } from "../plan/operators.ts";
import type { UntraceableStatement } from "../plan/read-plan.ts";
import { Untraceable } from "../plan/reading.ts";
import { describeFlow } from "./describe-flow.ts";
import type { Flow } from "./flow.ts";
import type { Joins } from "./joins.ts";
import type { BaseColumn, BaseTable, Lineage, RowColumn, RowUse, TableFunction } from "./lineage.ts";
import { readSources } from "./read-sources.ts";
import { traceOperator } from "./trace-operator.ts";
import type { TracedColumn, Uses } from "./traced.ts";
import { startTracing, type Tracing } from "./tracing.ts";

export type TraceResult = ({ readonly kind: "traced" } & Lineage) | UntraceableStatement;

export interface TraceOptions {
  /** What an empty table stands for that was put in the place of files (see plan/file-reads.ts). */
  readonly standsFor?: (table: BaseTable) => TableFunction | undefined;
  /** Whether to tell from which rows values come as well. */
  readonly withFlow?: boolean;
  /** Told of each join, when its sides have been traced. */
  readonly onJoin?: Joins["take"];
}

/**
 * Where a statement's columns and rows come from: for each output column, in order, the base columns that its value is computed from; and those
 * that decide which rows there are.
 */
export function traceLineage(
  plan: Plan,
  { standsFor = () => undefined, withFlow = false, onJoin = () => {} }: TraceOptions = {},
): TraceResult {
  const tracing = startTracing(traceOperator, {
    withFlow,
    isStandIn: (table) => standsFor(table) !== undefined,
    onJoin: (join, left, right) => onJoin(join, left, right, tracing),
  });
  try {
    const traced = tracing.trace(plan.root);
    const { columns, rows } = traced;
    const flow = withFlow ? describeFlow(traced, tracing.flow) : undefined;
    const named = nameSources(tracing);
    return {
      kind: "traced",
      columns: columns.map((column) => describe(column, named, tracing)),
      rows: rowUses.flatMap((as) => named(rows[as]).map((source): RowColumn => ({ ...source, as }))),
      ...readSources(plan, standsFor),
      ...(flow && { flow }),
    };
  } catch (error) {
    if (!(error instanceof Untraceable)) throw error;
    return { kind: "untraceable", what: error.what };
  }
}

const rowUses: readonly RowUse[] = ["filter", "join", "group", "order"];

type NameSources = (uses: Uses) => readonly BaseColumn[];

/** Turns what is used into base columns, each once, in the order of their names. */
function nameSources({ sources, flow }: Tracing): NameSources {
  const inOrder = sources.map((source, number) => ({ source, number, key: keyOf(source) }));
  inOrder.sort((one, other) => (one.key < other.key ? -1 : 1));
  const ranks = new Map(inOrder.map(({ number }, rank) => [number, rank]));
  const rankOf = (number: number) => ranks.get(number) ?? 0;
  return (uses) => {
    const numbers = flow.isOpen ? new Set([...uses].map((use) => flow.sourceOf(use) ?? -1)) : uses;
    return [...numbers]
      .sort((one, other) => rankOf(one) - rankOf(other))
      .flatMap((number) => sources[number] ?? []);
  };
}

const keyOf = ({ database = "", schema, table, column }: BaseColumn) =>
  [database, schema, table, column].join("\u0000");

function describe({ uses, copy }: TracedColumn, named: NameSources, { sources }: Tracing) {
  const copyOf = copy === undefined ? undefined : sources[copy.source];
  return {
    uses: named(uses),
    ...(copyOf !== undefined && { copyOf }),
    ...(copyOf !== undefined && copy?.mayLack === true && { mayLack: true as const }),
  };
}

/** From which rows a statement's rows are made; undefined where that is one row for one, or where it cannot be traced. */
export function traceFlow(plan: Plan): Flow | undefined {
  const traced = traceLineage(plan, { withFlow: true });
  return traced.kind === "traced" ? traced.flow : undefined;
}
