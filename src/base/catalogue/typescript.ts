import { entry } from "./entry.ts";

/** Q1100 to Q1119: the types of TypeScript files, and Kysely over DuckDB. */
export const typescriptMessages = {
  Q1110: entry({
    message: () => "DuckDB has no auto-increment columns",
    hint: () => "make a sequence and give the column the default sql`nextval('ids')`",
  }),
};
