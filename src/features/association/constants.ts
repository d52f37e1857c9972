import type { Dialect } from "../../sql/dialect.ts";
import { type MeasuredTable, renderFrom } from "../statistics/table-part.ts";
import type { Ask, MeasuredColumn } from "../statistics/types.ts";
import type { SampleColumn } from "./types.ts";

/** A feature of which nearly all rows have the same value (or none). */
export interface NearlyConstant {
  readonly feature: string;
  /** Share of all rows with the commonest value; 1: it is constant. */
  readonly share: number;
}

/** From which share on a feature counts as nearly constant. */
export const constantShare = 0.99;

/** The features of which a sample suggests that they are nearly constant, as all rows say. */
export async function findConstants(
  ask: Ask,
  table: MeasuredTable,
  columns: readonly MeasuredColumn[],
  sample: readonly SampleColumn[],
  dialect: Dialect,
): Promise<readonly NearlyConstant[]> {
  const suspects = sample
    .filter((column) => majorityShare(column) >= constantShare - 0.005)
    .flatMap(({ name }) => columns.filter((column) => column.name === name));
  if (suspects.length === 0) return [];
  const shares = suspects.map(({ name }, index) => {
    const column = dialect.quoteName(name);
    return `select ${index} as feature, max(n) / sum(n) as share from (select count(*) as n from ${renderFrom(table)} group by ${column})`;
  });
  const rows = await ask(`${shares.join("\nunion all\n")}\norder by feature`);
  return rows
    .map((row) => ({ feature: suspects[Number(row.feature)]?.name ?? "", share: Number(row.share ?? 0) }))
    .filter(({ share }) => share >= constantShare);
}

/** The share of the value that more than half of the rows have; 0 where none has. By the vote of R. S. Boyer and J. S. Moore. */
function majorityShare(column: SampleColumn): number {
  const values = column.kind === "number" ? column.values : column.codes;
  let candidate = Number.NaN;
  let votes = 0;
  for (const value of values) {
    if (votes === 0) candidate = value;
    votes += Object.is(value, candidate) ? 1 : -1;
  }
  let count = 0;
  for (const value of values) if (Object.is(value, candidate)) count++;
  return count * 2 > values.length ? count / values.length : 0;
}
