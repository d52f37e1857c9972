import type { Session } from "../../adapters/adapter.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { statisticsTables } from "../statistics/tables.ts";
import { versionTables } from "../versions/tables.ts";

/** The schema of the warehouse that holds what builds leave behind: state, history, failing rows. */
export const stateSchema = "_quern";

/** Version of the tables' shape. A warehouse with a higher one is refused; one with a lower one gets the columns that it lacks. */
export const stateFormat = 2;

/** A table of `_quern`. */
export interface StateTable {
  readonly comment: string;
  /** Name -> type and what it means. */
  readonly columns: Readonly<Record<string, readonly [type: string, comment: string]>>;
}

/** The tables of `_quern`. They are plain: whoever can read the warehouse can read the history. */
export const stateTables = {
  format: {
    comment: "Shape of these tables",
    columns: { version: ["INTEGER", "version of the shape"] },
  },
  runs: {
    comment: "One row for each run that touched the warehouse",
    columns: {
      run_id: ["VARCHAR", "identifier of the run"],
      generation: ["BIGINT", "number of the run in this warehouse, from 1"],
      command: ["VARCHAR", "build, run, test, seed or snapshot"],
      target: ["VARCHAR", "target of project.yml"],
      status: ["VARCHAR", "running, success, failed, interrupted, or killed where the run never ended"],
      started_at: ["TIMESTAMP", "UTC"],
      finished_at: ["TIMESTAMP", "UTC; null while it runs"],
      elapsed: ["DOUBLE", "seconds"],
      nodes: ["INTEGER", "nodes of the plan"],
      reused: ["INTEGER", "nodes left alone because nothing had changed"],
      failed: ["INTEGER", "nodes that failed or could not be built"],
      skipped: ["INTEGER", "nodes skipped because of others"],
    },
  },
  node_state: {
    comment: "What is published: one row for each node",
    columns: {
      node: ["VARCHAR", "identifier of the node"],
      generation: ["BIGINT", "number of the run that published it; the highest counts"],
      run_id: ["VARCHAR", "the run that published it"],
      published_at: ["TIMESTAMP", "UTC"],
      schema_name: ["VARCHAR", "schema of its relation; null for sources"],
      relation_name: ["VARCHAR", "name of its relation; null for sources"],
      fingerprint: ["VARCHAR", "hash of everything that decides the result"],
      version: ["VARCHAR", "what children compare"],
      parts: ["VARCHAR", "JSON: the parts of the fingerprint"],
      tests: ["VARCHAR", "JSON: signatures of the tests that passed on it"],
      row_count: ["BIGINT", "rows, where known"],
    },
  },
  underway: {
    comment:
      "Nodes that a run is building anew; rows that a killed run has left mean that node_state may not be true of them",
    columns: {
      node: ["VARCHAR", "identifier of the node"],
      run_id: ["VARCHAR", "the run"],
      schema_name: ["VARCHAR", "schema of its relation; null for what is no relation"],
      relation_name: ["VARCHAR", "name of its relation; null for what is no relation"],
    },
  },
  node_results: {
    comment: "What each run did with each node; nodes that were reused have no row",
    columns: {
      run_id: ["VARCHAR", "the run"],
      node: ["VARCHAR", "identifier of the node"],
      status: ["VARCHAR", "success, warn, error, fail, skipped or interrupted"],
      reasons: ["VARCHAR", "why it ran, in words"],
      started_at: ["TIMESTAMP", "UTC"],
      elapsed: ["DOUBLE", "seconds"],
      row_count: ["BIGINT", "rows of the table, or rows changed by an incremental step"],
      because: ["VARCHAR", "skipped: the node that failed"],
      message: ["VARCHAR", "what went wrong"],
    },
  },
  test_results: {
    comment: "What each run's tests found",
    columns: {
      run_id: ["VARCHAR", "the run"],
      test: ["VARCHAR", "identifier of the test"],
      node: ["VARCHAR", "the node it gates"],
      status: ["VARCHAR", "pass, warn, fail, error or skipped"],
      failures: ["BIGINT", "number of failing rows"],
      elapsed: ["DOUBLE", "seconds; tests of one scan share its time"],
      see_failures: ["VARCHAR", "a query that shows the failing rows, where they are kept"],
      message: ["VARCHAR", "what went wrong"],
    },
  },
  intervals: {
    comment: "Ledger of microbatch models: the intervals of event time that are filled",
    columns: {
      node: ["VARCHAR", "identifier of the node"],
      start_at: ["TIMESTAMP", "UTC, inclusive"],
      end_at: ["TIMESTAMP", "UTC, exclusive"],
      run_id: ["VARCHAR", "the run that filled it last"],
      filled_at: ["TIMESTAMP", "UTC"],
    },
  },
  ...statisticsTables,
  current_values: {
    comment: "Tables of current feature values that can be carried on to a later moment",
    columns: {
      node: ["VARCHAR", "identifier of the feature view"],
      as_of: ["TIMESTAMP", "the moment that the table is of, UTC"],
      definition: ["VARCHAR", "hash of all that decides its values but data"],
      row_count: ["BIGINT", "rows of the table"],
      run_id: ["VARCHAR", "the run that made it or carried it on"],
      made_at: ["TIMESTAMP", "UTC"],
    },
  },
  ...versionTables,
} as const satisfies Record<string, StateTable>;

export type StateTableName = keyof typeof stateTables;

/** Renders the name of a table of the state. */
export function renderStateTable(dialect: Dialect, name: string): string {
  return dialect.renderRelation({ schema: stateSchema, name });
}

/** Makes the schema and its tables, with comments, in one transaction. */
export async function createStateTables(session: Session, dialect: Dialect): Promise<void> {
  const statements = [`CREATE SCHEMA IF NOT EXISTS ${dialect.quoteName(stateSchema)}`];
  for (const [name, table] of Object.entries(stateTables) as [StateTableName, StateTable][]) {
    const target = renderStateTable(dialect, name);
    const columns = Object.entries(table.columns);
    statements.push(
      `CREATE TABLE IF NOT EXISTS ${target} (${columns.map(([column, [type]]) => `${dialect.quoteName(column)} ${type}`).join(", ")})`,
      `COMMENT ON TABLE ${target} IS ${dialect.renderString(table.comment)}`,
      ...columns.map(
        ([column, [, comment]]) =>
          `COMMENT ON COLUMN ${target}.${dialect.quoteName(column)} IS ${dialect.renderString(comment)}`,
      ),
    );
  }
  const format = renderStateTable(dialect, "format");
  statements.push(`INSERT INTO ${format} SELECT ${stateFormat} WHERE NOT EXISTS (SELECT 1 FROM ${format})`);
  await runTogether(session, statements);
}

/** Columns that tables of earlier formats lack, each the last of its table. */
const addedColumns = [{ table: "training_versions", column: "purged" }] as const;

/** Gives tables of an earlier format the columns that have come since, in one transaction. */
export async function upgradeStateTables(session: Session, dialect: Dialect): Promise<void> {
  const statements = addedColumns.flatMap(({ table, column }) => {
    const [type, comment] = stateTables[table].columns[column];
    const target = renderStateTable(dialect, table);
    return [
      `ALTER TABLE ${target} ADD COLUMN IF NOT EXISTS ${dialect.quoteName(column)} ${type}`,
      `COMMENT ON COLUMN ${target}.${dialect.quoteName(column)} IS ${dialect.renderString(comment)}`,
    ];
  });
  statements.push(`UPDATE ${renderStateTable(dialect, "format")} SET version = ${stateFormat}`);
  await runTogether(session, statements);
}

async function runTogether(session: Session, statements: readonly string[]): Promise<void> {
  await session.begin();
  try {
    await session.run(statements.join(";\n"));
    await session.commit();
  } catch (error) {
    await session.rollback();
    throw error;
  }
}
