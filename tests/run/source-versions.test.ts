import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Session } from "../../src/adapters/adapter.ts";
import type { Graph, NodeId, SourceNode } from "../../src/graph/types.ts";
import { readSourceVersions, tableVersionsOf } from "../../src/run/source-versions.ts";
import { findFiles } from "../../src/run/sources/find-files.ts";
import { makeProject, modelId, openTemporary, sourceId, testId } from "./small-project.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "quern-sources-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

/** A graph with one source, `t`, and a model over it. */
function graphOf(source: Partial<SourceNode>): Graph {
  const { graph } = makeProject({
    sources: { t: "raw.t" },
    models: { m: { sql: "select * from {t}" }, n: { sql: "select * from {m}" } },
    tests: { t_ok: { on: ["t"], failures: "select * from {t} where false" } },
  });
  const id = sourceId("t");
  return { ...graph, nodes: { ...graph.nodes, [id]: { ...(graph.nodes[id] as SourceNode), ...source } } };
}

const noSession = () => Promise.reject<Session>(new Error("asked the warehouse"));

async function versionOf(graph: Graph, ids: readonly NodeId[] = [modelId("n")]): Promise<string | undefined> {
  const cacheFile = join(root, "cache", "signatures.json");
  return (await readSourceVersions(graph, ids, { root, session: noSession, cacheFile }))[sourceId("t")];
}

describe("findFiles(root, path)", () => {
  it("matches as DuckDB does", async () => {
    for (const file of [
      "a.csv",
      "b.csv",
      "x/a.csv",
      "x/y/a.csv",
      "x/y/b.json",
      ".hidden/a.csv",
      "c[1].csv",
      "c1.csv",
    ])
      write(`data/${file}`, "i\n1\n");
    const place = await openTemporary();
    try {
      const patterns = [
        "data/*.csv",
        "data/?.csv",
        "data/[ab].csv",
        "data/[!a].csv",
        "data/*/*.csv",
        "data/x/**/*.csv",
        "data/none*.csv",
        "data/**/a.csv",
        "data/c1.csv",
      ];
      for (const pattern of patterns) {
        const rows = await place.session.rows(
          `select file from glob('${join(root, pattern)}') order by file`,
        );
        const theirs = rows.map((row) => String(row.file).slice(root.length + 1));
        expect([pattern, findFiles(root, pattern).filter((file) => !file.includes("/."))]).toEqual([
          pattern,
          theirs.filter((file) => !file.includes("/.")),
        ]);
        expect(findFiles(root, join(root, pattern))).toEqual(
          findFiles(root, pattern).map((file) => join(root, file)),
        );
      }
    } finally {
      await place.close();
    }
  });
});

describe("readSourceVersions(graph, ids, options)", () => {
  it("follows the content of files, and neither their times nor their order", async () => {
    const graph = graphOf({ path: "data/*.csv" });
    write("data/b.csv", "2");
    write("data/a.csv", "1");
    const first = await versionOf(graph);
    utimesSync(join(root, "data/a.csv"), new Date(), new Date(0));
    expect(await versionOf(graph)).toBe(first);
    write("data/a.csv", "3");
    const second = await versionOf(graph);
    expect(second).not.toBe(first);
    write("data/c.csv", "1");
    expect(await versionOf(graph)).not.toBe(second);
  });

  it("reads a file once as long as its size and time stay", async () => {
    const graph = graphOf({ path: "data/a.csv" });
    write("data/a.csv", "1");
    const first = await versionOf(graph);
    const { atime, mtime } = statSync(join(root, "data/a.csv"));
    const cache = readFileSync(join(root, "cache/signatures.json"), "utf8");
    // Same size and same time: the cache answers, which is what makes it cheap.
    write("data/a.csv", "2");
    utimesSync(join(root, "data/a.csv"), atime, mtime);
    const { mtimeNs } = statSync(join(root, "data/a.csv"), { bigint: true });
    if (cache.includes(String(mtimeNs))) expect(await versionOf(graph)).toBe(first);
    writeFileSync(join(root, "cache/signatures.json"), "{damaged");
    expect(await versionOf(graph)).not.toBe(first);
  });

  it("knows the sources of tests, and how a source is read", async () => {
    write("data/a.csv", "1");
    const plain = graphOf({ path: "data/a.csv" });
    const first = await versionOf(plain, [testId("t_ok")]);
    expect(first).toBeDefined();
    expect(await versionOf(graphOf({ path: "data/a.csv", readOptions: { delim: ";" } }))).not.toBe(first);
  });

  it("gives what is behind a URL a new version each time, and a missing file one that stays", async () => {
    const remote = graphOf({ path: "https://example.com/a.csv" });
    const first = await versionOf(remote);
    await new Promise((resolve) => setTimeout(resolve, 3));
    expect(await versionOf(remote)).not.toBe(first);
    const missing = graphOf({ path: "data/none.csv" });
    expect(await versionOf(missing)).toBe(await versionOf(missing));
  });

  it("asks tables for their number of rows and latest value, or hashes their rows", async () => {
    const place = await openTemporary();
    try {
      const { session } = place;
      await session.run(
        "create schema raw; create table raw.t as select 1 as i, timestamp '2026-01-01' as loaded",
      );
      const cacheFile = join(root, "cache.json");
      const read = async (graph: Graph) =>
        (await readSourceVersions(graph, [modelId("m")], { root, session, cacheFile }))[sourceId("t")];
      const plain = graphOf({ schema: "raw" });
      const timed = graphOf({ schema: "raw", freshness: { column: "loaded" } });
      const before = [await read(plain), await read(timed)];
      await session.run("update raw.t set i = 2");
      const after = [await read(plain), await read(timed)];
      expect(after[0]).not.toBe(before[0]);
      expect(after[1]).toBe(before[1]);
      await session.run("insert into raw.t values (3, timestamp '2026-01-02')");
      expect(await read(timed)).not.toBe(after[1]);
      const known = { [sourceId("t")]: "known" };
      const options = { root, session: noSession, cacheFile, known };
      expect(await readSourceVersions(plain, [modelId("m")], options)).toEqual(known);
      expect(tableVersionsOf(plain, known)).toEqual(known);
    } finally {
      await place.close();
    }
  });
});
