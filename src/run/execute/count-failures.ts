import { EngineError, type Session } from "../../adapters/adapter.ts";
import type { MergedScan } from "../../compile/merge-scans.ts";
import type { CompiledTest } from "../../compile/types.ts";
import type { StepCompiler } from "../run-context.ts";

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
 * Counts the failing rows of a node's tests on one connection, in one statement: tests on the same relation share its scan. Inside a
 * transaction the first error ends it, so that nothing after it is counted; `transaction: false` counts on, test by test.
 */
export async function countFailures(
  session: Session,
  tests: readonly CompiledTest[],
  options: {
    readonly mergeScans: StepCompiler["mergeScans"];
    readonly transaction: boolean;
    readonly merge: boolean;
    readonly check?: () => void;
  },
): Promise<readonly FailureCount[]> {
  const groups = options.merge ? [tests] : tests.map((test) => [test]);
  const counts: FailureCount[] = [];
  for (const scan of groups.flatMap((group) => options.mergeScans(group))) {
    options.check?.();
    const found = await countScan(session, scan, tests, options);
    counts.push(...found);
    if (options.transaction && found.some((count) => count.error !== undefined)) break;
  }
  return counts;
}

type Options = Parameters<typeof countFailures>[2];

async function countScan(
  session: Session,
  scan: MergedScan,
  tests: readonly CompiledTest[],
  options: Options,
): Promise<readonly FailureCount[]> {
  const start = performance.now();
  const members = scan.columns.flatMap((column) => {
    const test = tests.find(({ id }) => id === column.test);
    return test ? [{ ...column, test }] : [];
  });
  const elapsed = () => (performance.now() - start) / 1000 / members.length;
  try {
    const [row] = await session.rows(scan.sql);
    const failures: number[] = [];
    for (const { name, exact, test } of members) {
      const found = Number(row?.[name] ?? 0);
      failures.push(found === 0 || exact ? found : await countRows(session, test));
    }
    return members.map(({ test }, index) => ({ test, failures: failures[index] ?? 0, elapsed: elapsed() }));
  } catch (error) {
    if (!(error instanceof EngineError) || error.interrupted) throw error;
    if (members.length === 1)
      return members.map(({ test }) => ({ test, failures: 0, elapsed: elapsed(), error }));
    if (options.transaction) throw new MergedScanError(error);
    const alone = members.map(({ test }) => test);
    return countFailures(session, alone, { ...options, merge: false });
  }
}

async function countRows(session: Session, test: CompiledTest): Promise<number> {
  const [row] = await session.rows(`SELECT count(*) AS failures FROM (\n${test.failures}\n) AS failing`);
  return Number(row?.failures ?? 0);
}
