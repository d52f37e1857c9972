-- Every event once, with its customer, its session and whether a robot made it. Sessions and customers depend on what else
-- happened on a device, so a build works on whole devices: those with an event loaded since the last one.
with events as (
  select
    *,
    {{> is_bot user_agent="user_agent"}} as is_bot,
    user_customer_id as known_customer_id
  from {{ref "stg_events"}}
  {{#if incremental}}
  where device_key in (
    select device_key from {{ref "stg_events"}} where loaded_at >= (select max(loaded_at) from {{this}})
  )
  {{/if}}
),

attributed as (
  {{> attribute_customer events="events" window=(var "identity_window")}}
),

sessions as (
  {{> sessionize events="attributed" timeout=(var "session_timeout")}}
)

select
  * exclude (known_customer_id, session_id, session_started_at, session_sequence),
  case when source in ('web', 'app') then session_id end as session_id,
  case when source in ('web', 'app') then session_started_at end as session_started_at,
  case when source in ('web', 'app') then session_sequence end as session_sequence
from sessions
