-- Rows in are rows out and rows left out: each idempotency key is one event, and events are of people or of robots.
with counts as (
  select
    (select count(*) from {{ref "stg_events"}}) as typed,
    (select count(*) from {{ref "int_events"}}) as attributed,
    (select count(*) from {{ref "int_events"}} where is_bot) as of_robots,
    (select count(*) from {{ref "fct_events"}}) as of_people
)

select *
from counts
where typed <> attributed
  or attributed - of_robots <> of_people
