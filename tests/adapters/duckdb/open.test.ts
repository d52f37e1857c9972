import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { OpenOptions } from "../../../src/adapters/adapter.ts";
import { duckdbAdapter } from "../../../src/adapters/duckdb/index.ts";
import { parseOpenFailure } from "../../../src/adapters/duckdb/open-failure.ts";
import { findAdapter } from "../../../src/adapters/registry.ts";
import { type Diagnostic, DiagnosticError } from "../../../src/base/diagnostic.ts";
import { scratchFolder } from "./scratch.ts";

const folder = scratchFolder();
let files = 0;

function freshFile(): string {
  files += 1;
  return join(folder, `f${files}.duckdb`);
}

function open(location: string, options: Partial<OpenOptions> = {}) {
  return duckdbAdapter.open({ location, baseFolder: folder, ...options });
}

async function refusalOf(promise: Promise<unknown>): Promise<Diagnostic | undefined> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof DiagnosticError) return error.diagnostics[0];
  throw new Error(`expected a DiagnosticError, got ${String(error)}`);
}

async function holdElsewhere(file: string): Promise<ChildProcess> {
  const script = fileURLToPath(new URL("lock-holder.mjs", import.meta.url));
  const child = spawn(process.execPath, [script, file], { stdio: ["pipe", "pipe", "inherit"] });
  await new Promise((resolve) => child.stdout?.once("data", resolve));
  return child;
}

async function letGo(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.stdin?.write("go\n");
  await gone;
}

describe("open(options)", () => {
  it("makes missing folders, keeps what is written, and leaves no note behind", async () => {
    const file = join(folder, "a", "b", "x.duckdb");
    const first = await open(file);
    const session = await first.connect();
    await session.run("create table t as select 1 as a");
    expect(JSON.parse(readFileSync(`${file}.holder.json`, "utf8"))).toMatchObject({ pid: process.pid });
    await first.close();
    expect(existsSync(`${file}.holder.json`)).toBe(false);
    const second = await open(file, { readOnly: true });
    expect(existsSync(`${file}.holder.json`)).toBe(false);
    const reader = await second.connect();
    expect(await reader.rows("from t")).toEqual([{ a: 1 }]);
    await expect(reader.run("drop table t")).rejects.toThrow(/read-only/);
    await second.close();
  });

  it("runs in UTC and finds relative files below the base folder", async () => {
    writeFileSync(join(folder, "rel.csv"), "a,b\n1,x\n");
    const warehouse = await open(":memory:");
    const session = await warehouse.connect();
    expect(await session.rows("from read_csv('rel.csv')")).toEqual([{ a: 1, b: "x" }]);
    expect(await session.rows("select current_setting('TimeZone') as tz")).toEqual([{ tz: "UTC" }]);
    await session.run("copy (select 2 as a) to (getvariable('project_folder') || 'out.csv')");
    expect(await session.rows("from 'out.csv'")).toEqual([{ a: 2 }]);
    await warehouse.close();
  });

  it("applies threads and settings, those of a connection to each", async () => {
    const warehouse = await open(":memory:", {
      engineThreads: 1,
      settings: {
        memory_limit: "500MB",
        scalar_subquery_error_on_multiple_rows: "false",
        search_path: "main",
      },
    });
    for (const session of [await warehouse.connect(), await warehouse.connect()]) {
      expect(
        await session.rows(
          "select current_setting('threads') as t, current_setting('memory_limit') as m, current_setting('search_path') as s",
        ),
      ).toEqual([{ t: 1, m: "476.8 MiB", s: "main" }]);
    }
    await warehouse.close();
  });

  it("shares one instance within the process and closes it with its last user", async () => {
    const file = freshFile();
    const [a, b] = await Promise.all([open(file), open(file)]);
    await (await a.connect()).run("create table t as select 1 as a");
    expect(await (await b.connect()).rows("from t")).toEqual([{ a: 1 }]);
    await a.close();
    expect(await (await b.connect()).rows("from t")).toEqual([{ a: 1 }]);
    await b.close();
    const reader = await open(file, { readOnly: true });
    expect((await refusalOf(open(file)))?.code).toBe("Q0511");
    await reader.close();
    await (await open(file)).close();
  });

  it("moves the log into the file when it closes, and is opened again only after that", async () => {
    const file = freshFile();
    const first = await open(file);
    await (await first.connect()).run("create table t as select range as i from range(100000)");
    expect(statSync(`${file}.wal`).size).toBeGreaterThan(0);
    const closing = first.close();
    const [second, third] = await Promise.all([open(file), open(file, { readOnly: true })]);
    expect(await (await second.connect()).rows("select count(*) as n from t")).toEqual([{ n: 100000 }]);
    await Promise.all([closing, first.close(), second.close(), third.close()]);
    expect(existsSync(`${file}.wal`)).toBe(false);
  });

  it("waits for another process, naming it, and goes on when it lets go", async () => {
    const file = freshFile();
    const child = await holdElsewhere(file);
    writeFileSync(
      `${file}.holder.json`,
      JSON.stringify({ pid: child.pid, command: "quern build", startedAt: "2024-01-01T00:00:00Z" }),
    );
    const told: string[] = [];
    const opening = open(file, { lockTimeout: 60, onWait: (holder) => void told.push(holder) });
    while (told.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await letGo(child);
    await (await opening).close();
    expect(told).toEqual([`\`quern build\` (process ${child.pid}, since 2024-01-01T00:00:00Z)`]);
  });

  it("gives up after the timeout with Q0501, by the process id where there is no note of it", async () => {
    const file = freshFile();
    const child = await holdElsewhere(file);
    writeFileSync(`${file}.holder.json`, JSON.stringify({ pid: 1, command: "quern build", startedAt: "x" }));
    const now = await refusalOf(open(file));
    expect(now).toMatchObject({ code: "Q0501", message: expect.stringContaining(`(process ${child.pid})`) });
    expect(now?.message).not.toContain("quern build");
    const later = await refusalOf(open(file, { lockTimeout: 0.1, readOnly: true }));
    expect(later?.message).toContain("after 0.1 s");
    await letGo(child);
  });

  it("tells what is no database, is not there, or is no setting", async () => {
    writeFileSync(join(folder, "text.duckdb"), "no database".repeat(2000));
    writeFileSync(join(folder, "empty.duckdb"), "");
    mkdirSync(join(folder, "dir.duckdb"));
    writeFileSync(join(folder, "plain"), "");
    const codes = async (file: string, options: Partial<OpenOptions> = {}) =>
      (await refusalOf(open(join(folder, file), options)))?.code;
    expect(await codes("text.duckdb")).toBe("Q0502");
    expect(await codes("empty.duckdb")).toBe("Q0502");
    expect(await codes("dir.duckdb")).toBe("Q0502");
    expect(await codes("none.duckdb", { readOnly: true })).toBe("Q0505");
    expect(await codes("plain/x.duckdb")).toBe("Q0509");
    const setting = await refusalOf(open(":memory:", { settings: { memory_limt: "1GB" } }));
    expect(setting).toMatchObject({ code: "Q0506", cause: expect.stringContaining("memory_limt") });
    expect((await refusalOf(open(":memory:", { settings: { memory_limit: "lots" } })))?.code).toBe("Q0506");
  });

  it("says that a schema must not be named as the file", async () => {
    const warehouse = await open(join(folder, "marts.duckdb"));
    const session = await warehouse.connect();
    await session.run("create schema marts");
    await expect(session.run("create table marts.t as select 1 as a")).rejects.toThrow(/rename one of them/);
    await warehouse.close();
  });

  it("refuses a project folder with a comma in its path, which the search path would split", async () => {
    const refusal = await refusalOf(open(":memory:", { baseFolder: join(folder, "a,b") }));
    expect(refusal?.code).toBe("Q0512");
  });

  it("leaves the file free after a refused setting", async () => {
    const file = freshFile();
    await refusalOf(open(file, { settings: { nonsense: "1" } }));
    const child = await holdElsewhere(file);
    await letGo(child);
  });
});

describe("parseOpenFailure(message)", () => {
  const codeOf = (message: string) => {
    const failure = parseOpenFailure(message, "target/x.duckdb", false, "v1.5.6");
    return failure.kind === "refused" ? failure.diagnostic.code : failure.kind;
  };

  it.each([
    [
      'IO Error: Could not set lock on file "x": Conflicting lock is held in /usr/bin/node (PID 7). See also',
      "held",
    ],
    ['IO Error: Could not set lock on file "x": Resource temporarily unavailable', "held"],
    [
      "IO Error: Trying to read a database file with version number 99, but we can only read versions between 64 and 67.",
      "Q0503",
    ],
    ['IO Error: Cannot open file "x": Permission denied', "Q0504"],
    ["IO Error: Corrupt database file: computed checksum 1 does not match", "Q0509"],
  ])("%s", (message, code) => {
    expect(codeOf(message)).toBe(code);
  });
});

describe("findAdapter(type)", () => {
  it("knows duckdb and says of others that they cannot be built on yet", async () => {
    expect(await findAdapter("duckdb")).toBe(duckdbAdapter);
    const refusal = await refusalOf(findAdapter("postgres", { name: "prod" }));
    expect(refusal).toMatchObject({ code: "Q0508", message: expect.stringContaining('"prod"') });
  });
});
