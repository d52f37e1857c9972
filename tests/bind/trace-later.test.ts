import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { NodeId } from "../../src/graph/types.ts";
import { bindQuickly } from "../../src/pipeline/bind-selected.ts";
import { type Loaded, loadGraph } from "../../src/pipeline.ts";
import * as traceRows from "../../src/sql/lineage/trace-rows.ts";
import { bindAll, makeProject } from "./bound-project.ts";

const orders = '{{source "raw" "orders"}}';
const files = {
  "models/paid.sql": `select order_id, customer_id, amount, random() as dice from ${orders} where status = 'paid'`,
  "models/growing.sql": `{{config materialized="incremental" unique_key="order_id" on_schema_change="append"}}
select p.order_id, o.status as state from ${orders} as o left join {{ref "paid"}} as p using (order_id)
{{#if incremental}}where o.order_id > (select max(order_id) from {{this}}){{/if}}`,
  "models/all_of_it.sql": `select * from ${orders}`,
  "models/numbered.sql": "select n, number from range(3) with ordinality as r(n, number)",
  "models/all.yml": `models:
  - name: growing
    contract: true
    columns:
      - {name: order_id, type: BIGINT, constraints: [{type: not_null}]}
      - {name: state, type: VARCHAR}
`,
};
const memoryOf = (root: string) => join(root, "target", "cache", "bound-dev.json");
const readMemory = (root: string) => JSON.parse(readFileSync(memoryOf(root), "utf8"));

async function bindLater(root: string) {
  const { value } = await loadGraph({ root, environment: {} });
  const loaded = value as Loaded;
  return bindQuickly(loaded, new Set(Object.keys(loaded.graph.nodes) as NodeId[]));
}

describe("what is traced later", () => {
  it("is the same, also where it is looked at before it is settled, and is then kept", async () => {
    const root = makeProject(files);
    const now = await bindAll(root);
    const kept = readMemory(root);
    rmSync(join(root, "target"), { recursive: true });
    const later = await bindLater(root);
    expect(existsSync(memoryOf(root))).toBe(false);
    expect(JSON.parse(JSON.stringify(later.value.bound.nodes))).toEqual(
      JSON.parse(JSON.stringify(now.bound.nodes)),
    );
    await later.keep();
    expect(readMemory(root)).toEqual(kept);
  });

  it("is traced in the engine's turns and at the end, once each; warnings that need it are not told", async () => {
    const trace = vi.spyOn(traceRows, "traceRows");
    const root = makeProject({ ...files, "models/wrong.sql": 'select amountt from {{ref "paid"}}' });
    const { value, diagnostics, keep } = await bindLater(root);
    expect(diagnostics.map(({ code }) => code)).toEqual(["Q0107"]);
    expect(value.bound.nodes["model.growing" as NodeId]?.columns).toEqual([
      { name: "order_id", type: "BIGINT" },
      { name: "state", type: "VARCHAR" },
    ]);
    // Of the last nodes nobody has asked.
    expect(trace.mock.calls.length).toBeLessThan(4);
    await keep();
    const once = trace.mock.calls.length;
    expect(once).toBe(4);
    expect(value.bound.nodes["model.paid" as NodeId]?.volatile).toEqual(["random"]);
    expect(trace).toHaveBeenCalledTimes(once);
    const codes = (await bindAll(root)).diagnostics.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(["Q0107", "Q0802", "Q0820"]));
  });
});
