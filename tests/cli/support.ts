import { type SpawnOptionsWithoutStdio, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** The command as users run it. `npm test` builds it before the tests. */
export const command = join(root, "dist", "cli.js");

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `quern` in a folder and waits for its end. */
export async function quern(folder: string, ...words: readonly string[]): Promise<Ended> {
  return start(folder, words).ended;
}

/** Starts `quern` in a folder; for tests that send signals or environment variables. */
export function start(folder: string, words: readonly string[], environment: Record<string, string> = {}) {
  if (!existsSync(command)) throw new Error("dist/cli.js is missing: run `npm run build` first");
  const { NO_COLOR: _noColor, FORCE_COLOR: _forceColor, CI: _ci, ...env } = process.env;
  const options: SpawnOptionsWithoutStdio = { cwd: folder, env: { ...env, ...environment } };
  const child = spawn(process.execPath, [command, ...words], options);
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code) => resolve({ code, out, err }));
  });
  return { child, ended, output: () => out };
}

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder of its own with the given files; deleted when the test file is done. */
export function makeFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "quern-cli-"));
  folders.push(folder);
  for (const [file, text] of Object.entries(files)) writeIn(folder, file, text);
  return folder;
}

/** Writes a file below a folder. */
export function writeIn(folder: string, file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

const projectYml = `name: tiny
stages: [staging, marts]
models:
  staging: {materialized: view}
  marts: {materialized: table}
vars: {least: 0}
target: dev
targets:
  dev: {type: duckdb, path: target/tiny.duckdb}
  other: {type: duckdb, path: target/other.duckdb}
`;

/** A project of a CSV, a view and a table with tests. */
export function makeProject(files: Readonly<Record<string, string>> = {}): string {
  return makeFolder({
    "project.yml": projectYml,
    "data/orders.csv": "order_id,amount,status\n1,10.5,paid\n2,20,paid\n3,5,refunded\n",
    "models/staging/sources.yml":
      "sources:\n  - name: raw\n    path: data/{table}.csv\n    tables: [{name: orders}]\n",
    "models/staging/stg_orders.sql":
      'select * from {{source "raw" "orders"}} where amount >= {{var "least"}}\n',
    "models/marts/revenue.sql":
      'select status, sum(amount) as revenue\nfrom {{ref "stg_orders"}}\ngroup by status\n',
    "models/marts/marts.yml":
      "models:\n  - name: revenue\n    columns:\n      - name: status\n        tests: [unique, not_null]\n",
    ...files,
  });
}
