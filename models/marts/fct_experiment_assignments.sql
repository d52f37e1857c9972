select
  assignments.assignment_id,
  assignments.experiment_id,
  experiments.experiment_name,
  assignments.customer_id,
  assignments.variant,
  assignments.assigned_at,
  assignments.loaded_at
from {{ref "stg_experiment_assignments"}} as assignments
join {{ref "stg_experiments"}} as experiments on experiments.experiment_id = assignments.experiment_id
