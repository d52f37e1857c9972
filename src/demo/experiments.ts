import { isTreated } from "./orders.ts";
import { sqlLiteral, sqlRows, writeParquet } from "./sql.ts";
import type { DemoPlan, DemoStep } from "./types.ts";
import { experiments } from "./world.ts";

/**
 * Writes `experiments` (unique: experiment_id) and `experiment_assignments` (key: experiment_id, customer_id; 0.2% of the rows are
 * repeated with a later loaded_at).
 *
 * | experiments | type | |
 * |---|---|---|
 * | experiment_id, name, hypothesis, primary_metric | VARCHAR | |
 * | started_at, ended_at | TIMESTAMP | |
 * | variants | JSON | ["control", "treatment"], meant to be of equal size |
 * | loaded_at | TIMESTAMP | |
 *
 * | experiment_assignments | type | |
 * |---|---|---|
 * | experiment_id | VARCHAR | |
 * | customer_id | BIGINT | |
 * | variant | VARCHAR | control, treatment |
 * | assigned_at | TIMESTAMP | the start, or the sign-up if that is later |
 * | loaded_at | TIMESTAMP | |
 *
 * One raises orders, one lowers abandoned checkouts, one does nothing and has lost 8% of its treatment arm, which a check of the
 * sample ratio must find.
 */
export function experimentSteps(plan: DemoPlan): readonly DemoStep[] {
  return [
    { name: "experiments", sql: writeParquet(plan, "experiments.parquet", list) },
    {
      name: "experiment_assignments",
      sql: writeParquet(plan, "experiment_assignments.parquet", assignments),
    },
  ];
}

const list = `
select
  experiment_id, name, hypothesis, primary_metric, started_at::timestamp as started_at, ended_at::timestamp as ended_at,
  '["control","treatment"]'::json as variants,
  loaded_nightly(started_at::timestamp - interval 2 days) as loaded_at
from (values
${sqlRows(experiments.map((e) => [e.id, e.name, e.hypothesis, e.metric, e.from, e.to]))}
) as experiments (experiment_id, name, hypothesis, primary_metric, started_at, ended_at)
order by started_at`;

const assignments = `
with assigned as (
${experiments
  .map(
    (e) => `
  select
    ${sqlLiteral(e.id)} as experiment_id,
    ${e.number} as experiment_no,
    customer_id,
    case when ${isTreated(e.number)} then 'treatment' else 'control' end as variant,
    greatest(signup_at, timestamp '${e.from}') as assigned_at
  from demo_customers
  where signup_at < timestamp '${e.to}'
    and quiet_at > timestamp '${e.from}'
    and not (${isTreated(e.number)} and rnd('lost', customer_id, ${e.number}) < ${e.lost})`,
  )
  .join("\n  union all")}
)
select
  experiment_id,
  customer_id,
  variant,
  assigned_at,
  loaded_hourly(assigned_at) + to_hours(repeat) as loaded_at
from (select *, unnest(case when rnd('repeated', customer_id, experiment_no) < 0.002 then [0, 1] else [0] end) as repeat from assigned)
order by loaded_at, experiment_id, customer_id`;
