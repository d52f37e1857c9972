-- Sessions hold exactly the events of people on the web and in the app.
with counts as (
  select
    (select coalesce(sum(events), 0) from {{ref "fct_sessions"}}) as in_sessions,
    (select count(*) from {{ref "fct_events"}} where session_id is not null) as with_session
)

select *
from counts
where in_sessions <> with_session
