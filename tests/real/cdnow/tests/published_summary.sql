-- BTYD's cdnowSummary, customer by customer: repeat purchases, recency, age, holdout purchases and mean repeat value.
select coalesce(published.id, ours.sample_id) as id, published.*, ours.*
from {{source "cdnow" "cdnow_sample_cbs"}} as published
full join {{ref "calibration"}} as ours on ours.sample_id = published.id
where (published.x = ours.repeats
  and abs(published.t_x - ours.t_x) < 1e-9
  and abs(published.T_cal - ours.t_cal) < 1e-9
  and published.x_star = ours.x_star
  and abs(published.m_x - ours.repeat_value) < 1e-6) is not true
