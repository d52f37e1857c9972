import { entry } from "./entry.ts";

/** Q1100 to Q1119: the types of TypeScript files, and Kysely over DuckDB. */
export const typescriptMessages = {
  Q1110: entry({
    message: () => "DuckDB has no auto-increment columns",
    hint: () => "make a sequence and give the column the default sql`nextval('ids')`",
  }),
  Q1111: entry<{ level: string }>({
    message: ({ level }) => `DuckDB has no isolation level "${level}"`,
    hint: () => "its transactions are snapshots: leave the level out, or ask for snapshot",
  }),
  Q1112: entry({
    message: () => "DuckDB has no savepoints",
    hint: () => "roll back the whole transaction, or split it in two",
  }),
};
