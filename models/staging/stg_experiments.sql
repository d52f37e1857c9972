select
  experiment_id,
  name as experiment_name,
  hypothesis,
  started_at,
  ended_at,
  primary_metric,
  from_json(variants, '["VARCHAR"]') as variants,
  loaded_at
from {{source "shop" "experiments"}}
