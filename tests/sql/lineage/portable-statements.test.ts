import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { traceLineage } from "../../../src/sql/lineage/trace-lineage.ts";
import { readPlan } from "../../../src/sql/plan/read-plan.ts";
import { openPlanner } from "../plan/planner.ts";

const folder = fileURLToPath(new URL("../../../../shared/cases/portable-sql/", import.meta.url));
const present = existsSync(`${folder}statements.json`);

if (!present)
  console.warn(
    "SKIPPED: the portable statements are not here (../shared/cases/portable-sql beside the repository)",
  );

interface Case {
  readonly name: string;
  readonly sql: string;
}

describe("the portable statements", () => {
  it("are all traced, but for the PIVOT whose columns depend on the data", async () => {
    if (!present) return;
    const cases: readonly Case[] = JSON.parse(readFileSync(`${folder}statements.json`, "utf8"));
    const planner = await openPlanner(readFileSync(`${folder}tables.sql`, "utf8"));
    const outcomes: Record<string, string[]> = {};
    for (const { name, sql } of cases) {
      const read = readPlan(await planner.planText(sql));
      const kind = read.kind === "plan" ? traceLineage(read.plan).kind : read.kind;
      outcomes[kind] = [...(outcomes[kind] ?? []), read.kind === "refused" ? read.message : name];
    }
    planner.close();
    expect(outcomes.traced).toHaveLength(cases.length - 1);
    expect(outcomes.refused).toEqual(["Cannot plan statement of type MULTI!"]);
    expect(Object.keys(outcomes).sort()).toEqual(["refused", "traced"]);
  });
});
