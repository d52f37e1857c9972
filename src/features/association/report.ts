import type { Dialect } from "../../sql/dialect.ts";
import { isNumeric, renderNumber } from "../statistics/kinds.ts";
import { countRows } from "../statistics/measure-table.ts";
import { type MeasuredTable, renderFrom } from "../statistics/table-part.ts";
import type { Ask, MeasuredColumn } from "../statistics/types.ts";
import { associate } from "./associate.ts";
import { findConstants, type NearlyConstant } from "./constants.ts";
import { type ReadColumns, readSample } from "./read-sample.ts";
import { findRedundant, type RedundantGroup } from "./redundancy.ts";
import { type Association, type SampleColumn, strengthOf } from "./types.ts";

/** How the features of a table hang together. */
export interface AssociationReport {
  readonly rows: number;
  /** Rows that were looked at; where they are fewer, all but Pearson's correlations of `pairs` are estimates. */
  readonly sampled: number;
  /** Pairs of features of at least the limit, strongest first. */
  readonly pairs: readonly Association[];
  /** Each feature's strongest association with the label, strongest first; empty without a label. */
  readonly withLabel: readonly Association[];
  readonly constant: readonly NearlyConstant[];
  readonly redundant: readonly RedundantGroup[];
}

/** Rows of the sample. */
export const sampleRows = 100_000;

/** How far a correlation of the sample may be from that of all rows: more than ten times its deviation. */
const margin = 0.05;

/**
 * Reports which features say the same, from a sample of 100,000 rows (all rows of a smaller table). Pearson's correlations of the pairs that it
 * tells are computed over all rows. Of redundant features the one is kept that says most of the label; without a label the one with the
 * fewest missing values; of equals the first.
 */
export async function reportAssociations(
  access: { readonly ask: Ask; readonly read: ReadColumns },
  table: MeasuredTable,
  columns: readonly MeasuredColumn[],
  options: {
    readonly limit: number;
    readonly label?: string;
    readonly dialect: Dialect;
    readonly sampleRows?: number;
  },
): Promise<AssociationReport> {
  const { limit, label, dialect } = options;
  const rows = await countRows(access.ask, table);
  const sample = await readSample(
    access.read,
    table,
    rows,
    options.sampleRows ?? sampleRows,
    columns,
    dialect,
  );
  const sampled = sample.reduce((most, column) => Math.max(most, sizeOf(column)), 0);
  const isWhole = sampled === rows;
  const all = associate(sample);
  const likely = all.filter(
    ({ a, b, value }) => a !== label && b !== label && Math.abs(value) >= limit - (isWhole ? 0 : margin),
  );
  const exact = isWhole ? likely : await overAllRows(access.ask, table, columns, likely, dialect);
  const pairs = exact.filter(({ value }) => Math.abs(value) >= limit).sort(byStrength);
  const ofLabel =
    label === undefined
      ? []
      : strongest(
          all.filter(({ a, b }) => a === label || b === label),
          label,
        );
  const features = sample.filter(({ name }) => name !== label);
  return {
    rows,
    sampled,
    pairs,
    withLabel: ofLabel,
    constant: await findConstants(access.ask, table, columns, sample, dialect),
    redundant: findRedundant(pairs, limit, byPreference(features, ofLabel, label)),
  };
}

/** Pearson's correlations, and the correlation of ranks and the others as they are. */
async function overAllRows(
  ask: Ask,
  table: MeasuredTable,
  columns: readonly MeasuredColumn[],
  associations: readonly Association[],
  dialect: Dialect,
): Promise<readonly Association[]> {
  const pearson = associations.filter(({ measure }) => measure === "pearson");
  if (pearson.length === 0) return associations;
  const place = new Map(columns.map((column, index) => [column.name, index]));
  const used = new Set(pearson.flatMap(({ a, b }) => [a, b]));
  const numbers = columns.flatMap((column, index) =>
    used.has(column.name) ? [`${renderColumn(column, dialect)} as n${index}`] : [],
  );
  const list = pearson.map(({ a, b }, index) => {
    const pair = `n${place.get(a)}, n${place.get(b)}`;
    return `corr(${pair}) as r${index}, regr_count(${pair}) as c${index}`;
  });
  const [row = {}] = await ask(
    `select ${list.join(", ")} from (select ${numbers.join(", ")} from ${renderFrom(table)})`,
  );
  const exact = new Map(
    pearson.map((each, index) => [
      each,
      { ...each, value: Number(row[`r${index}`]), rows: Number(row[`c${index}`]) },
    ]),
  );
  return associations.map((each) => exact.get(each) ?? each);
}

function renderColumn({ name, type, kind }: MeasuredColumn, dialect: Dialect): string {
  const column = dialect.quoteName(name);
  return isNumeric(kind) ? renderNumber(column, type, kind) : `cast(${column} as double)`;
}

/** The strongest association of each feature, strongest first; the label stands as `b`. */
function strongest(associations: readonly Association[], label: string): readonly Association[] {
  const best = new Map<string, Association>();
  for (const each of associations) {
    const feature = each.a === label ? each.b : each.a;
    const before = best.get(feature);
    if (before === undefined || strengthOf(before) < strengthOf(each))
      best.set(feature, { ...each, a: feature, b: label });
  }
  return [...best.values()].sort(byStrength);
}

function byPreference(
  features: readonly SampleColumn[],
  ofLabel: readonly Association[],
  label: string | undefined,
): readonly string[] {
  const strength = new Map(ofLabel.map((each) => [each.a, strengthOf(each)]));
  const weight = (column: SampleColumn) =>
    label === undefined ? -missing(column) : (strength.get(column.name) ?? 0);
  return [...features].sort((x, y) => weight(y) - weight(x)).map(({ name }) => name);
}

function missing(column: SampleColumn): number {
  return column.kind === "number"
    ? column.values.filter((value) => Number.isNaN(value)).length
    : column.codes.filter((code) => code < 0).length;
}

function sizeOf(column: SampleColumn): number {
  return column.kind === "number" ? column.values.length : column.codes.length;
}

function byStrength(x: Association, y: Association): number {
  return strengthOf(y) - strengthOf(x);
}
