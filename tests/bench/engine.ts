import { readFileSync, rmSync } from "node:fs";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/** Statements of nodes and who waits for whom: what the bare engine is given to run. */
export interface Workload {
  readonly database: string;
  /** Connections that work at once. */
  readonly connections: number;
  /** The engine's worker threads. */
  readonly engineThreads: number;
  /** Run first, one after another. */
  readonly setup: readonly string[];
  readonly nodes: readonly {
    readonly id: string;
    readonly waitsFor: readonly string[];
    readonly statements: readonly string[];
  }[];
}

/** The lower bound: a DuckDB process that runs a workload's statements in its order, and nothing else. Usage: node engine.mjs WORKLOAD.json */
async function runWorkload(workload: Workload): Promise<void> {
  rmSync(workload.database, { force: true });
  rmSync(`${workload.database}.wal`, { force: true });
  const instance = await DuckDBInstance.create(workload.database, {
    threads: String(workload.engineThreads),
  });
  const idle: DuckDBConnection[] = [];
  for (let i = 0; i < workload.connections; i++) idle.push(await instance.connect());
  for (const statement of workload.setup) await idle[0]?.run(statement);

  const left = new Map(workload.nodes.map((node) => [node.id, node.waitsFor.length]));
  const byId = new Map(workload.nodes.map((node) => [node.id, node]));
  const children = new Map<string, string[]>();
  for (const node of workload.nodes)
    for (const parent of node.waitsFor) children.set(parent, [...(children.get(parent) ?? []), node.id]);
  const ready = workload.nodes.filter((node) => node.waitsFor.length === 0).map((node) => node.id);

  await new Promise<void>((resolve, reject) => {
    let running = 0;
    const next = () => {
      if (ready.length === 0 && running === 0) resolve();
      while (ready.length > 0 && idle.length > 0) {
        const node = byId.get(ready.shift() as string);
        const connection = idle.pop();
        if (!node || !connection) return;
        running++;
        runAll(connection, node.statements).then(() => {
          running--;
          idle.push(connection);
          for (const child of children.get(node.id) ?? []) {
            const waiting = (left.get(child) ?? 0) - 1;
            left.set(child, waiting);
            if (waiting === 0) ready.push(child);
          }
          next();
        }, reject);
      }
    };
    next();
  });
  for (const connection of idle) connection.closeSync();
  instance.closeSync();
}

async function runAll(connection: DuckDBConnection, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await connection.run(statement);
}

await runWorkload(JSON.parse(readFileSync(process.argv[2] as string, "utf8")) as Workload);
