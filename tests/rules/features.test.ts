import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import type { NodeId } from "../../src/graph/types.ts";
import { checkSelected, loadGraph } from "../../src/pipeline.ts";

const fixture = join(dirname(fileURLToPath(import.meta.url)), "../fixtures/features");

/** What rules find in the fixture with some files more. */
async function findings(files: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const root = mkdtempSync(join(tmpdir(), "quern-rules-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  cpSync(fixture, root, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text);
  const { value } = await loadGraph({ root, environment: {}, cache: false });
  if (!value) throw new Error("the project cannot be read");
  const outcome = await checkSelected(value, new Set(Object.keys(value.graph.nodes) as NodeId[]));
  return outcome.diagnostics.map(({ code, message }) => `${code} ${message}`);
}

describe("rules, of features", () => {
  it("find nothing in views and sets: they have a key, and what their joins do is none of the user's", async () => {
    expect(await findings()).toEqual([]);
  });

  it("know that joins by the key of a view, or by key and moment of a set, multiply nothing", async () => {
    const select = (name: string, using: string) =>
      `select ${name}.* from {{ref "order_habits_history"}} as h join {{ref "${name}"}} using (${using})\n`;
    const tests = (name: string) =>
      `models: [{name: ${name}, tests: [{row_count: {min: 0}}, {unique_combination: {columns: [customer_id, as_of]}}]}]\n`;
    expect(
      await findings({ "models/m.sql": select("order_habits", "customer_id"), "models/m.yml": tests("m") }),
    ).toEqual([]);
    expect(
      await findings({
        "models/m.sql": select("churn_training", "customer_id, as_of"),
        "models/m.yml": tests("m"),
      }),
    ).toEqual([]);
    expect(
      await findings({ "models/m.sql": select("churn_training", "customer_id"), "models/m.yml": tests("m") }),
    ).toEqual([expect.stringMatching(/^Q0857 rows may multiply in "m"/)]);
  });
});
