-- Within a session no two events lie further apart than the timeout, and sessions of a device do not overlap.
select session_id, occurred_at, previous_at
from (
  select session_id, occurred_at, lag(occurred_at) over (partition by session_id order by session_sequence) as previous_at
  from {{ref "int_events"}}
  where session_id is not null
)
where occurred_at - previous_at > interval '{{var "session_timeout"}}'
