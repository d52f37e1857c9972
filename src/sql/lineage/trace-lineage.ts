import type { Plan } from "../plan/operators.ts";
import type { UntraceableStatement } from "../plan/read-plan.ts";
import { Untraceable } from "../plan/reading.ts";
import { describeFlow } from "./describe-flow.ts";
import type { Joins } from "./joins.ts";
import type { BaseColumn, BaseTable, Lineage, RowColumn, RowUse, TableFunction } from "./lineage.ts";
import { cellOf } from "./open-flow.ts";
import { readSources } from "./read-sources.ts";
import { traceOperator } from "./trace-operator.ts";
import type { TracedColumn, Uses } from "./traced.ts";
import { startTracing, type Tracing } from "./tracing.ts";

export type TraceResult = ({ readonly kind: "traced" } & Lineage) | UntraceableStatement;

export interface TraceOptions {
  /** What an empty table stands for that was put in the place of files (see plan/file-reads.ts). */
  readonly standsFor?: (table: BaseTable) => TableFunction | undefined;
  /** Told of each join, when its sides have been traced. */
  readonly onJoin?: Joins["take"];
}

/**
 * Where a statement's columns and rows come from: for each output column, in order, the base columns that its value is computed from; and those
 * that decide which rows there are.
 */
export function traceLineage(
  plan: Plan,
  { standsFor = () => undefined, onJoin = () => {} }: TraceOptions = {},
): TraceResult {
  const tracing = startTracing(traceOperator, {
    isStandIn: (table) => standsFor(table) !== undefined,
    onJoin: (join, left, right) => onJoin(join, left, right, tracing),
  });
  try {
    const traced = tracing.trace(plan.root);
    const { columns, rows } = traced;
    const flow = describeFlow(traced, tracing.flow);
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
function nameSources({ sources, flow: { cells } }: Tracing): NameSources {
  const inOrder = sources.map((source, number) => ({ source, number, key: keyOf(source) }));
  inOrder.sort((one, other) => (one.key < other.key ? -1 : 1));
  const ranks = new Map(inOrder.map(({ number }, rank) => [number, rank]));
  const rankOf = (number: number) => ranks.get(number) ?? 0;
  return (uses) => {
    const numbers = new Set<number>();
    for (const use of uses) numbers.add(cells[cellOf(use)]?.source ?? -1);
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
