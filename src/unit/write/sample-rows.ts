import type { Row, Session } from "../../adapters/adapter.ts";
import type { NodeId } from "../../graph/types.ts";
import type { Dialect } from "../../sql/dialect.ts";
import type { InputColumn, InputJoin } from "./used-columns.ts";

export interface SampledInput {
  readonly id: NodeId;
  /** What stands after FROM. */
  readonly from: string;
  readonly columns: readonly string[];
  /** Column by which the first rows are chosen. */
  readonly key: string;
}

/** Rows that are taken of an input that nothing leads to, and at most of one that is joined. */
const firstRows = 3;
const joinedRows = 8;

/**
 * Takes a few rows of each input that belong together: of the first input those that have partners in the others, of those their partners;
 * inputs that no join leads to give their first rows by key.
 */
export async function sampleRows(
  inputs: readonly SampledInput[],
  joins: readonly InputJoin[],
  session: Session,
  dialect: Dialect,
): Promise<ReadonlyMap<NodeId, readonly Row[]>> {
  const byId = new Map(inputs.map((input) => [input.id, input]));
  const both = [...joins, ...joins.map(({ left, right }) => ({ left: right, right: left }))];
  const usable = both.filter(({ left, right }) => byId.has(left.node) && byId.has(right.node));
  const sampled = new Map<NodeId, readonly Row[]>();
  for (const start of inputs) {
    if (sampled.has(start.id)) continue;
    const partners = usable.filter(({ left, right }) => left.node === start.id && !sampled.has(right.node));
    sampled.set(start.id, await session.rows(firstSelect(start, partners, byId, dialect)));
    const queue = [start.id];
    for (const at of queue) {
      for (const { left, right } of usable) {
        const other = byId.get(right.node);
        if (left.node !== at || other === undefined || sampled.has(right.node)) continue;
        const values = (sampled.get(at) ?? []).map((row) => row[left.column] ?? null);
        sampled.set(right.node, await session.rows(partnerSelect(other, right, values, dialect)));
        queue.push(right.node);
      }
    }
  }
  return sampled;
}

function firstSelect(
  { from, columns, key }: SampledInput,
  partners: readonly InputJoin[],
  byId: ReadonlyMap<NodeId, SampledInput>,
  dialect: Dialect,
): string {
  const found = partners.map(({ left, right }) => {
    const other = byId.get(right.node)?.from ?? "";
    const column = dialect.quoteName(left.column);
    return `cast(mine.${column} in (select ${dialect.quoteName(right.column)} from ${other} as other) as integer)`;
  });
  const best = found.length === 0 ? "" : `coalesce(${found.join(" + ")}, 0) desc, `;
  return `select ${listOf(columns, dialect)} from ${from} as mine order by ${best}${dialect.quoteName(key)} limit ${firstRows}`;
}

function partnerSelect(
  { from, columns, key }: SampledInput,
  { column }: InputColumn,
  values: readonly Row[string][],
  dialect: Dialect,
): string {
  const known = [...new Set(values.flatMap((value) => (value === null ? [] : [String(value)])))];
  const list = known.length === 0 ? "NULL" : known.map((value) => dialect.renderString(value)).join(", ");
  const where = `cast(${dialect.quoteName(column)} as varchar) in (${list})`;
  return `select ${listOf(columns, dialect)} from ${from} as mine where ${where} order by ${dialect.quoteName(key)} limit ${joinedRows}`;
}

function listOf(columns: readonly string[], dialect: Dialect): string {
  return columns.map((column) => dialect.quoteName(column)).join(", ");
}
