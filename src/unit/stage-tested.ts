import type { ColumnBatch, Session } from "../adapters/adapter.ts";
import type { CompiledNode } from "../compile/types.ts";
import type { TestableNode, UnitTestNode } from "../graph/types.ts";
import { fillStaging } from "../rows/fill-staging.ts";
import type { ReadBatches } from "../rows/open-reader.ts";
import type { RowsCaller } from "../rows/rows-caller.ts";
import { type Staging, stagingOf } from "../rows/staging.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { Relation } from "../sql/relation.ts";

/** What the function of a rows model needs to be tested. */
export interface RowsTested {
  readonly node: UnitTestNode;
  /** What is tested. */
  readonly subject: TestableNode | undefined;
  readonly rows: () => Promise<RowsCaller>;
  readonly session: Session;
  readonly dialect: Dialect;
}

/**
 * Computes the rows of a rows model over the tables of a test and gathers them in a table, which the caller drops; undefined for a node that
 * is statements.
 *
 * @param own the table with the rows of before, where there are some
 */
export async function stageTested(
  compiled: CompiledNode,
  own: Relation | undefined,
  { node, subject, rows, session, dialect }: RowsTested,
): Promise<Staging | undefined> {
  const staging = stagingOf(compiled, { scratch: "quern_tested" }, dialect);
  if (staging === undefined || subject === undefined) return undefined;
  const work = {
    staging,
    owner: { name: subject.name, span: subject.span },
    caller: await rows(),
    own,
    incremental: compiled.materialized === "incremental" && own !== undefined,
    vars: node.overrides.vars,
    read: readWhole(session),
    through: gather,
  };
  await fillStaging(work, session, dialect);
  return staging;
}

/** Reads to the end before it gives the first rows: there is one session, which does nothing else while it reads. */
function readWhole(session: Session): ReadBatches {
  return async function* (select, size) {
    yield* await collect(session.readBatches(select, size));
  };
}

/** All of them before the first is written, for the same reason. */
async function gather(batches: AsyncIterable<ColumnBatch>): Promise<AsyncIterable<ColumnBatch>> {
  return giveAll(await collect(batches));
}

async function* giveAll<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
