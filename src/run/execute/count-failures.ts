import { EngineError, type Session } from "../../adapters/adapter.ts";
import type { CompiledTest } from "../../compile/types.ts";

/** The number of failing rows of a test, or why it could not be counted. */
export interface FailureCount {
  readonly test: CompiledTest;
  readonly failures: number;
  /** Seconds; the tests of one scan share its time. */
  readonly elapsed: number;
  readonly error?: EngineError;
}

/** A scan of several tests failed, and the transaction with it: which test is at fault shows when each is run alone. */
export class MergedScanError extends Error {
  constructor(cause: EngineError) {
    super(cause.message, { cause });
    this.name = "MergedScanError";
  }
}

/**
 * Counts the failing rows of tests on one connection: those on the same relation in one scan, the others one by one. Inside a
 * transaction the first error ends it, so that the tests after it are not counted; `transaction: false` counts on.
 */
export async function countFailures(
  session: Session,
  tests: readonly CompiledTest[],
  options: { readonly transaction: boolean; readonly merge: boolean; readonly check?: () => void },
): Promise<readonly FailureCount[]> {
  const counts: FailureCount[] = [];
  for (const group of groupByScan(tests, options.merge)) {
    options.check?.();
    const found = await countGroup(session, group, options.transaction);
    counts.push(...found);
    if (options.transaction && found.some((count) => count.error !== undefined)) break;
  }
  return counts;
}

function groupByScan(tests: readonly CompiledTest[], merge: boolean): readonly (readonly CompiledTest[])[] {
  const groups = new Map<string, CompiledTest[]>();
  for (const test of tests) {
    const key = merge && test.scan ? `scan ${test.scan.from}` : `test ${test.id}`;
    const group = groups.get(key);
    if (group) group.push(test);
    else groups.set(key, [test]);
  }
  return [...groups.values()];
}

async function countGroup(
  session: Session,
  group: readonly CompiledTest[],
  transaction: boolean,
): Promise<readonly FailureCount[]> {
  const start = performance.now();
  try {
    const failures = await countInOneStatement(session, group);
    const elapsed = (performance.now() - start) / 1000 / group.length;
    return group.map((test, index) => ({ test, failures: failures[index] ?? 0, elapsed }));
  } catch (error) {
    if (!(error instanceof EngineError) || error.interrupted) throw error;
    if (group.length > 1) {
      if (transaction) throw new MergedScanError(error);
      const counts: FailureCount[] = [];
      for (const test of group) counts.push(...(await countGroup(session, [test], false)));
      return counts;
    }
    return group.map((test) => ({ test, failures: 0, elapsed: (performance.now() - start) / 1000, error }));
  }
}

async function countInOneStatement(session: Session, group: readonly CompiledTest[]): Promise<number[]> {
  const [first] = group;
  if (first?.scan === undefined) return [await countRows(session, first)];
  const aggregates = group.map((test, index) => `${test.scan?.aggregate} AS t${index}`);
  const [row] = await session.rows(`SELECT ${aggregates.join(", ")} FROM ${first.scan.from}`);
  const failures: number[] = [];
  for (const [index, test] of group.entries()) {
    const found = Number(row?.[`t${index}`] ?? 0);
    failures.push(found === 0 || test.scan?.exact ? found : await countRows(session, test));
  }
  return failures;
}

async function countRows(session: Session, test: CompiledTest | undefined): Promise<number> {
  if (test === undefined) return 0;
  const [row] = await session.rows(`SELECT count(*) AS failures FROM (${test.failures}) AS failing`);
  return Number(row?.failures ?? 0);
}
