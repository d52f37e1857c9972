import { acceptedRange } from "./accepted-range.ts";
import { acceptedValues } from "./accepted-values.ts";
import { atLeastOne } from "./at-least-one.ts";
import { cardinalityEquality } from "./cardinality-equality.ts";
import type { DataTest } from "./data-test.ts";
import { equality } from "./equality.ts";
import { expression } from "./expression.ts";
import { fewerRowsThan } from "./fewer-rows-than.ts";
import { freshness } from "./freshness.ts";
import { mutuallyExclusiveRanges } from "./mutually-exclusive-ranges.ts";
import { notAcceptedValues } from "./not-accepted-values.ts";
import { notConstant } from "./not-constant.ts";
import { notEmptyString } from "./not-empty-string.ts";
import { notNull } from "./not-null.ts";
import { notNullProportion } from "./not-null-proportion.ts";
import { relationships } from "./relationships.ts";
import { rowCount } from "./row-count.ts";
import { sequential } from "./sequential.ts";
import { unique } from "./unique.ts";
import { uniqueCombination } from "./unique-combination.ts";

/** Every data test by name. */
export const dataTests: Readonly<Record<string, DataTest>> = {
  not_null: notNull,
  unique,
  accepted_values: acceptedValues,
  not_accepted_values: notAcceptedValues,
  relationships,
  accepted_range: acceptedRange,
  expression,
  row_count: rowCount,
  unique_combination: uniqueCombination,
  not_null_proportion: notNullProportion,
  sequential,
  mutually_exclusive_ranges: mutuallyExclusiveRanges,
  equality,
  not_constant: notConstant,
  at_least_one: atLeastOne,
  fewer_rows_than: fewerRowsThan,
  freshness,
  not_empty_string: notEmptyString,
  cardinality_equality: cardinalityEquality,
};

const byName = new Map<string, { readonly name: string; readonly test: DataTest }>(
  Object.entries(dataTests).flatMap(([name, test]) =>
    [name, `dbt_utils.${name}`, ...(test.aliases ?? [])].map((alias) => [alias, { name, test }] as const),
  ),
);

/** Finds a data test by its name or one of its other names. */
export function findDataTest(name: string): { readonly name: string; readonly test: DataTest } | undefined {
  return byName.get(name);
}
