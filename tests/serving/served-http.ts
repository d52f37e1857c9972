import { join } from "node:path";
import { afterAll } from "vitest";
import { type ServerOptions, startServer } from "../../src/serving/http/server.ts";
import { Shelf } from "../../src/serving/store/shelf.ts";
import { writePack } from "../../src/serving/store/write-pack.ts";
import { duckdbDialect } from "../../src/sql/duckdb-dialect.ts";
import { memorySession, scratchFolder, servedSource, type TableShape } from "./served-table.ts";

/** The moment at which the servers of tests answer: ten seconds after that of most rows. */
export const now = Date.parse("2025-07-01T00:00:10Z");

export interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: AnswerBody;
}

/** Whatever an answer may have; the tests say which of it they expect. */
export interface AnswerBody {
  readonly set: string;
  readonly key: unknown;
  readonly known: boolean;
  readonly reason?: string;
  readonly views: Readonly<Record<string, unknown>>;
  readonly features: Readonly<Record<string, unknown>>;
  readonly rows: readonly { readonly values: readonly unknown[] }[];
  readonly sets: readonly { readonly name: string }[];
  readonly error: { readonly code: string; readonly message: string };
}

/** A server over tables, closed when the test file ends, and what asks it. */
export async function serve(tables: readonly TableShape[], options: Partial<ServerOptions> = {}) {
  const session = await memorySession();
  const folder = scratchFolder();
  const shelf = new Shelf();
  const put = async (shapes: readonly TableShape[], version = "1") => {
    const files: string[] = [];
    for (const shape of shapes) {
      const source = servedSource(shape);
      const file = join(folder, `${source.set.name}.${version}.pack`);
      await writePack(source, file, { session, dialect: duckdbDialect });
      files.push(file);
    }
    shelf.replace(files);
  };
  await put(tables);
  const faults: unknown[] = [];
  const server = await startServer(shelf, {
    host: "127.0.0.1",
    port: 0,
    onFault: (error) => faults.push(error),
    isFresh: () => true,
    now: () => now,
    ...options,
  });
  afterAll(async () => {
    await server.close();
    shelf.close();
  });
  const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(server.address + path, init);
    const text = await response.text();
    return {
      status: response.status,
      type: response.headers.get("content-type"),
      body: JSON.parse(text) as AnswerBody,
    };
  };
  const post = (path: string, body: unknown) =>
    ask(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  return { server, shelf, put, ask, post, faults };
}
