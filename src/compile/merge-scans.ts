import type { NodeId } from "../graph/types.ts";
import type { CompiledTest } from "./types.ts";

/** One statement that gives the outcome of several tests, a column for each. */
export interface MergedScan {
  readonly sql: string;
  readonly columns: readonly {
    /** Name of the column of the one row that `sql` gives. */
    readonly name: string;
    readonly test: NodeId;
    /** The figure is the number of failing rows; otherwise it is zero exactly where there are none, and `failures` has to be counted. */
    readonly exact: boolean;
  }[];
}

/** Columns of one statement; beyond it planning costs more than scanning. */
const most = 200;

/**
 * Merges the tests of a node into one statement: those that share a FROM share one scan, others count their failing rows in a scalar
 * subquery. A merged statement fails where one of its tests does; the tests then have to be run one by one.
 *
 * @example
 * // select a.t0, a.t1, (select count(*) from (...)) as t2 from (select ... as t0, ... as t1 from main.orders) as a
 */
export function mergeScans(tests: readonly CompiledTest[]): readonly MergedScan[] {
  const merged: MergedScan[] = [];
  for (let start = 0; start < tests.length; start += most)
    merged.push(merge(tests.slice(start, start + most)));
  return merged;
}

function merge(tests: readonly CompiledTest[]): MergedScan {
  const scans = new Map<string, string[]>();
  const outputs = new Map<string, string>();
  const columns = tests.map((test, index) => {
    const name = `t${index}`;
    const { scan } = test;
    if (scan === undefined) outputs.set(name, `(select count(*) from (\n${test.failures}\n) as failing)`);
    else {
      const aggregates = scans.get(scan.from) ?? [];
      aggregates.push(`${scan.aggregate} as ${name}`);
      scans.set(scan.from, aggregates);
    }
    return { name, test: test.id, exact: scan?.exact ?? true };
  });
  if (outputs.size === 0 && scans.size === 1)
    for (const [from, aggregates] of scans)
      return { sql: `select ${aggregates.join(", ")} from ${from}`, columns };
  const list = columns.map(({ name }) => (outputs.has(name) ? `${outputs.get(name)} as ${name}` : name));
  const from = [...scans].map(([relation, aggregates], index) => {
    return `(select ${aggregates.join(", ")} from ${relation}) as scan${index}`;
  });
  return { sql: `select ${list.join(", ")}${from.length === 0 ? "" : ` from ${from.join(", ")}`}`, columns };
}
