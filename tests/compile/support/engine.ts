import type { Row, Session, Warehouse } from "../../../src/adapters/adapter.ts";
import { duckdbAdapter } from "../../../src/adapters/duckdb/index.ts";
import { mergeScans } from "../../../src/compile/merge-scans.ts";
import type { Compiled } from "../../../src/compile/types.ts";
import { orderNodes } from "../../../src/graph/order.ts";
import type { Graph, NodeId } from "../../../src/graph/types.ts";

/** An in-memory DuckDB for tests of generated statements. Close it when done. */
export async function openEngine(baseFolder = process.cwd()): Promise<Engine> {
  const warehouse: Warehouse = await duckdbAdapter.open({ location: ":memory:", baseFolder });
  const session: Session = await warehouse.connect();
  return {
    run: async (sql) => void (await session.run(sql)),
    rows: (sql) => session.rows(sql),
    close: () => warehouse.close(),
  };
}

export interface Engine {
  run(sql: string): Promise<void>;
  rows(sql: string): Promise<readonly Row[]>;
  close(): Promise<void>;
}

/** Makes a table of each model that has a relation, in graph order. */
export async function buildTables(
  engine: Engine,
  graph: Graph,
  compiled: Pick<Compiled, "nodes">,
): Promise<void> {
  for (const id of orderNodes(graph, Object.keys(compiled.nodes) as NodeId[])) {
    const node = compiled.nodes[id];
    if (node?.relation)
      await engine.run(
        `create or replace table "${node.relation.schema}"."${node.relation.name}" as (\n${node.select}\n)`,
      );
  }
}

/** Runs tests one by one and merged; both have to say the same. Gives the failing rows of each. */
export async function runTests(
  engine: Engine,
  tests: Compiled["tests"],
): Promise<Readonly<Record<string, readonly Row[]>>> {
  const rows: Record<string, readonly Row[]> = {};
  for (const [id, test] of Object.entries(tests)) rows[id] = await engine.rows(test.failures);
  for (const { sql, columns } of mergeScans(Object.values(tests))) {
    const [figures] = await engine.rows(sql);
    for (const { name, test, exact } of columns) {
      const counted = Number(figures?.[name]);
      const failing = rows[test]?.length ?? -1;
      if (exact ? counted !== failing : (counted === 0) !== (failing === 0))
        throw new Error(`${test}: the scan says ${counted}, the failing rows are ${failing}\n${sql}`);
    }
  }
  return rows;
}
