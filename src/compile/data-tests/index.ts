import { acceptedValues } from "./accepted-values.ts";
import type { DataTest } from "./data-test.ts";
import { notAcceptedValues } from "./not-accepted-values.ts";
import { notNull } from "./not-null.ts";
import { relationships } from "./relationships.ts";
import { unique } from "./unique.ts";

/** Every data test by name. */
export const dataTests: Readonly<Record<string, DataTest>> = {
  not_null: notNull,
  unique,
  accepted_values: acceptedValues,
  not_accepted_values: notAcceptedValues,
  relationships,
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
