import { writeFileSync } from "node:fs";
import { DuckDBConnection } from "@duckdb/node-api";

/** A statement as one connection sent it. `start` and `end` number the events of the process in order. */
export interface Recorded {
  readonly connection: number;
  readonly sql: string;
  readonly start: number;
  readonly end: number;
}

/** Loaded before a program (`node --import`): writes every statement it sends to the engine to the file named by QUERN_BENCH_RECORD. */
const file = process.env.QUERN_BENCH_RECORD;
if (file) {
  const recorded: Recorded[] = [];
  const connections = new Map<DuckDBConnection, number>();
  const send = DuckDBConnection.prototype.run;
  let clock = 0;
  DuckDBConnection.prototype.run = async function (this: DuckDBConnection, sql: string, ...rest) {
    if (!connections.has(this)) connections.set(this, connections.size);
    const start = clock++;
    const result = await send.call(this, sql, ...rest);
    recorded.push({ connection: connections.get(this) ?? 0, sql, start, end: clock++ });
    return result;
  };
  process.on("exit", () => writeFileSync(file, JSON.stringify(recorded)));
}
