import type { Span } from "../../base/span.ts";
import type { Duration } from "../../features/types.ts";
import type { ColumnDefinition, ColumnTests, Json, TestDefinition } from "../../project/definitions.ts";
import type { FeatureDefinition } from "../../project/features/definitions.ts";
import type { Entity, FeatureOutput } from "./types.ts";

/** What is known of a column beside its name. */
interface Facts {
  readonly description?: string | undefined;
  readonly unit?: string | undefined;
  readonly pii?: string | undefined;
  readonly tags?: readonly string[];
  readonly meta?: Readonly<Record<string, Json>>;
}

/** A column of a view or a set. Its unit stands in `meta`. */
export function columnOf(name: string, span: Span, facts: Facts = {}): ColumnDefinition {
  const { description, unit, pii, tags = [], meta = {} } = facts;
  return {
    name,
    ...(description !== undefined && { description }),
    ...(pii !== undefined && { pii }),
    tags,
    meta: unit === undefined ? meta : { ...meta, unit },
    constraints: [],
    span,
  };
}

/** The column that a feature makes, described by it and by its window. */
export function describeOutput(output: FeatureOutput, feature: FeatureDefinition): ColumnDefinition {
  const { description, unit, pii, tags, meta } = feature;
  const window = output.kind === "aggregate" && feature.windows ? output.window : undefined;
  const text =
    description === undefined || window === undefined
      ? description
      : `${description.replace(/\.\s*$/, "")} (${window === null ? "all time" : `last ${describeLength(window)}`}).`;
  return columnOf(output.name, output.span, { description: text, unit, pii, tags, meta });
}

/** `30 days`, `1 month`. */
export function describeLength({ amount, unit }: Duration): string {
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}

/** The columns before the features: the entity's key, and the moment. */
export function keyAndMoment({ name, key }: Entity, span: Span): readonly ColumnDefinition[] {
  return [
    ...key.map((column) => columnOf(column, span, { description: `Key of the ${name}.` })),
    columnOf("as_of", span, { description: "Moment at which the features are known (UTC)." }),
  ];
}

/** Columns with what `columns:` says of them on top; what is named there and does not come out is handed to `unknown`. */
export function mergeColumns(
  made: readonly ColumnDefinition[],
  written: readonly ColumnDefinition[],
  unknown: (column: ColumnDefinition) => void,
): readonly ColumnDefinition[] {
  for (const column of written) if (!made.some(({ name }) => name === column.name)) unknown(column);
  return made.map((column) => {
    const own = written.find(({ name }) => name === column.name);
    if (!own) return column;
    return {
      ...column,
      ...own,
      tags: [...new Set([...column.tags, ...own.tags])],
      meta: { ...column.meta, ...own.meta },
    };
  });
}

/** The tests of columns: those of the features that make them, then those of `columns:`. */
export function mergeColumnTests(
  columns: readonly ColumnDefinition[],
  testsOf: (column: string) => readonly TestDefinition[],
  written: readonly ColumnTests[],
): readonly ColumnTests[] {
  return columns.flatMap(({ name, tags }) => {
    const own = written.find(({ column }) => column === name)?.tests ?? [];
    const tests = [...testsOf(name), ...own].map((test) => ({ ...test, column: name }));
    return tests.length > 0 ? [{ column: name, tags, tests }] : [];
  });
}
