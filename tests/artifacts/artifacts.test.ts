import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeLineage } from "../../src/artifacts/lineage.ts";
import type { ArtifactContext } from "../../src/artifacts/metadata.ts";
import { readArtifact } from "../../src/artifacts/read-artifact.ts";
import { type RunResultsOptions, writeRunResults } from "../../src/artifacts/run-results.ts";
import { artifactJsonSchemas } from "../../src/artifacts/schemas.ts";
import { writeSources } from "../../src/artifacts/sources.ts";
import { registerSecret } from "../../src/base/secrets.ts";
import type { Bound } from "../../src/bind/types.ts";
import { asNodeId } from "../../src/graph/node-ids.ts";
import type { NodeId } from "../../src/graph/types.ts";
import type { Results } from "../../src/run/types.ts";

let folder: string;
let context: ArtifactContext;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "quern-artifacts-"));
  context = {
    folder,
    invocationId: "run-1",
    project: "tiny",
    target: "dev",
    now: new Date("2026-01-02T03:04:05Z"),
  };
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const options: RunResultsOptions = { vars: { least: 3 }, fullRefresh: false, empty: false };

const results: Results = {
  runId: "run-1",
  command: "build",
  target: "dev",
  startedAt: "2026-01-02T03:04:05.000Z",
  finishedAt: "2026-01-02T03:04:06.000Z",
  elapsed: 1,
  interrupted: false,
  nodes: [
    {
      id: "model.orders" as NodeId,
      status: "error",
      reasons: [{ kind: "new" }],
      elapsed: 0.5,
      tests: [],
      diagnostics: [{ code: "Q0101", severity: "error", message: 'the token is "sesame-open"' }],
    },
  ],
};

describe("writeRunResults(results, options, context)", () => {
  it("writes what readArtifact reads again", async () => {
    writeRunResults(results, options, context);
    const { value, diagnostics } = await readArtifact("run_results", folder, "target");
    expect(diagnostics).toEqual([]);
    expect(value).toMatchObject({
      metadata: {
        schema: "quern/run_results/1",
        invocationId: "run-1",
        generatedAt: "2026-01-02T03:04:05.000Z",
      },
      options,
      results,
    });
  });

  it("leaves nothing beside the file", () => {
    writeRunResults(results, options, context);
    writeRunResults(results, options, context);
    expect(readdirSync(folder)).toEqual(["run_results.json"]);
  });

  it("masks secrets, also those that JSON escapes", () => {
    registerSecret('"sesame-open"');
    writeRunResults(results, options, context);
    expect(readFileSync(join(folder, "run_results.json"), "utf8")).not.toContain("sesame");
  });
});

describe("writeLineage(bound, context)", () => {
  const [orders, totals, dark] = ["source.raw.orders", "model.totals", "model.dark"].map(asNodeId) as [
    NodeId,
    NodeId,
    NodeId,
  ];
  const odd = 'a "quoted"\n\u2028name';
  const bound: Bound = {
    nodes: {
      [orders]: { id: orders, columns: [{ name: odd, type: "DOUBLE" }], volatile: [] },
      [totals]: {
        id: totals,
        columns: [
          { name: "x", type: "DOUBLE" },
          { name: "n", type: "BIGINT" },
        ],
        lineage: {
          columns: [
            { uses: [{ node: orders, column: odd }], copyOf: { node: orders, column: odd }, mayLack: true },
            { uses: [] },
          ],
          rows: [{ node: orders, column: odd, as: "join" }],
          reads: [orders],
        },
        volatile: ["random"],
      },
      [dark]: { id: dark, columns: [], untraceable: "read_csv", volatile: [] },
    },
    unchecked: [],
    problems: {},
    contracts: {},
    isLasting: true,
    boundNow: 0,
  };

  it("writes what readArtifact reads again", async () => {
    writeLineage(bound, context);
    const { value, diagnostics } = await readArtifact("lineage", folder, "target");
    expect(diagnostics).toEqual([]);
    const use = { node: orders, column: odd };
    expect(value?.metadata.schema).toBe("quern/lineage/1");
    expect(value?.nodes).toEqual({
      [orders]: { columns: [{ name: odd, type: "DOUBLE" }] },
      [totals]: {
        columns: [
          { name: "x", type: "DOUBLE", uses: [use], copyOf: use, mayLack: true },
          { name: "n", type: "BIGINT", uses: [] },
        ],
        rows: [{ ...use, as: "join" }],
        reads: [orders],
        volatile: ["random"],
      },
      [dark]: { columns: [], untraceable: "read_csv" },
    });
  });

  it("writes a project without nodes too", async () => {
    writeLineage({ ...bound, nodes: {} }, context);
    expect((await readArtifact("lineage", folder, "target")).value?.nodes).toEqual({});
  });

  it("masks secrets", () => {
    registerSecret("sesame-column");
    const id = asNodeId("model.m");
    const columns = [{ name: "the sesame-column", type: "DOUBLE" }];
    writeLineage({ ...bound, nodes: { [id]: { id, columns, volatile: [] } } }, context);
    expect(readFileSync(join(folder, "lineage.json"), "utf8")).toContain('"the ***"');
  });
});

describe("readArtifact(name, folder, shown)", () => {
  const problemOf = async (text?: string) => {
    if (text !== undefined) writeFileSync(join(folder, "sources.json"), text);
    const { value, diagnostics } = await readArtifact("sources", folder, "target");
    expect(value).toBeUndefined();
    return `${diagnostics[0]?.code} ${diagnostics[0]?.message}`;
  };

  it("says who writes what is missing", async () => {
    expect(await problemOf()).toBe("Q0708 target/sources.json does not exist");
  });

  it("refuses what is damaged, of another version or of another shape", async () => {
    expect(await problemOf('{"metadata":')).toMatch(/^Q0709 target\/sources\.json cannot be read: /);
    expect(await problemOf('{"metadata":{"schema":"quern/sources/9"}}')).toContain(
      "it is of quern/sources/9",
    );
    expect(await problemOf("null")).toContain("it is of no version");
    writeSources([], context);
    const good = JSON.parse(readFileSync(join(folder, "sources.json"), "utf8")) as object;
    expect(await problemOf(JSON.stringify({ ...good, sources: { x: { status: "odd" } } }))).toContain(
      "sources.x.status",
    );
  });
});

describe("artifactJsonSchemas()", () => {
  it("describes every artifact", () => {
    const schemas = artifactJsonSchemas();
    expect(Object.keys(schemas)).toEqual(["manifest", "run_results", "catalog", "sources", "lineage"]);
    for (const schema of Object.values(schemas))
      expect(schema).toMatchObject({ type: "object", required: expect.arrayContaining(["metadata"]) });
  });
});
