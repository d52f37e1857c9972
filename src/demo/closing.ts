import { sqlLiteral } from "./sql.ts";
import type { DemoPlan, DemoStep } from "./types.ts";

const tables = [
  "budgets",
  "acquisition",
  "days",
  "zone_days",
  "goods",
  "prices",
  "people",
  "organic",
  "customers",
  "changes",
  "campaigns",
  "members",
  "placed",
  "lines",
  "totals",
  "visits",
  "stream",
];

/** Drops the temporary tables, and says in `demo.json` that the data are complete and how they were made. */
export function closingSteps(plan: DemoPlan): readonly DemoStep[] {
  return [
    ...tables.map((table) => ({ name: `done with ${table}`, sql: `drop table demo_${table}` })),
    {
      name: "demo.json",
      sql: `copy (select ${plan.scale}::double as scale, ${plan.seed}::bigint as seed)
        to ${sqlLiteral(`${plan.folder}/demo.json`)} (format json)`,
    },
  ];
}
