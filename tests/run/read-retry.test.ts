import { describe, expect, it } from "vitest";
import { readRetry } from "../../src/run/read-retry.ts";
import type { NodeResult } from "../../src/run/types.ts";
import { makeProject, modelId, testId } from "./small-project.ts";

const { graph } = makeProject({
  models: {
    a: { sql: "select 1 as x" },
    b: { sql: "select * from {a}" },
    c: { sql: "select * from {b}" },
    d: { sql: "select 1 as x" },
  },
  tests: { b_ok: { on: ["b"], failures: "select 1" }, d_ok: { on: ["d"], failures: "select 1" } },
});

function result(name: string, status: NodeResult["status"], tests: NodeResult["tests"] = []): NodeResult {
  return { id: modelId(name), status, reasons: [], elapsed: 0, tests, diagnostics: [] };
}

describe("readRetry(previous, graph)", () => {
  it("takes what failed or was skipped with what depends on it", () => {
    const nodes = [
      result("a", "success"),
      result("b", "error"),
      result("c", "skipped"),
      result("d", "reused"),
    ];
    expect([...readRetry({ nodes }, graph)].sort()).toEqual([modelId("b"), modelId("c"), testId("b_ok")]);
  });

  it("takes a failed test with its node, and forgets nodes that are gone", () => {
    const failed = { id: testId("d_ok"), status: "fail", failures: 1, elapsed: 0, diagnostics: [] } as const;
    const nodes = [result("d", "fail", [failed]), result("gone", "error")];
    expect([...readRetry({ nodes }, graph)].sort()).toEqual([modelId("d"), testId("d_ok")]);
  });

  it("is empty where all went well", () => {
    expect(readRetry({ nodes: [result("a", "success"), result("b", "warn")] }, graph).size).toBe(0);
  });
});
