import { readFileSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";

/** Runs one SELECT into a temporary table. Usage: node statement.js DATABASE STATEMENT.sql FOLDER_TO_SPILL_TO [MEMORY_LIMIT] */
const [database = "", file = "", spill = "", limit] = process.argv.slice(2);
const instance = await DuckDBInstance.create(database, {
  access_mode: "READ_ONLY",
  temp_directory: spill,
  ...(limit !== undefined && { memory_limit: limit }),
});
const connection = await instance.connect();
await connection.run(`create temp table result as ${readFileSync(file, "utf8")}`);
connection.closeSync();
instance.closeSync();
