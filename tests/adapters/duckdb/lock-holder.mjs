// Holds a database file until it is told to let go (a line on standard input), as another process would.
import { DuckDBInstance } from "@duckdb/node-api";

const instance = await DuckDBInstance.create(process.argv[2]);
process.stdout.write("held\n");
process.stdin.once("data", () => {
  instance.closeSync();
  process.exit(0);
});
