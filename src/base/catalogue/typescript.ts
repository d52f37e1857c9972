import { didYouMean, entry } from "./entry.ts";

/** Q1100 to Q1119: the types of TypeScript files, and Kysely over DuckDB. */
export const typescriptMessages = {
  Q1100: entry({
    message: () => "types cannot be checked: TypeScript is not installed",
    hint: () => "install it in the project: npm install --save-dev typescript",
  }),
  Q1101: entry<{ version: string }>({
    message: ({ version }) =>
      `types cannot be checked: TypeScript ${version} is too old, 5.0 is the first that will do`,
    hint: () => "npm install --save-dev typescript@latest",
  }),
  Q1102: entry<{ message: string }>({
    message: ({ message }) => `type error: ${message}`,
  }),
  Q1103: entry<{ code: string }>({
    message: ({ code }) => `TypeScript does not take the settings of the project (${code})`,
    hint: () => "they are in tsconfig.json, and made in target/types/tsconfig.json",
  }),
  Q1104: entry<{ version: string }>({
    message: ({ version }) => `TypeScript ${version} has failed without saying where`,
    hint: () => "run it by hand: npx tsc --project target/types/tsconfig.json",
  }),
  Q1105: entry<{ name: string; suggestion: string | undefined }>({
    message: ({ name, suggestion }) => `type error: unknown node "${name}"${didYouMean(suggestion)}`,
  }),
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
