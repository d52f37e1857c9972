-- What is worked out about each event: its customer, its session and whether a robot made it; the event itself stays in stg_events.
-- Sessions and customers depend on what else happened on a device, so a build works on whole devices: those with an event loaded
-- since the last one.
with events as (
  select
    event_key,
    device_key,
    source,
    source in ('web', 'app') as is_visit,
    occurred_at,
    user_customer_id as known_customer_id,
    is_bot,
    loaded_at
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
  {{> sessionize events="attributed" by="device_key, is_visit, is_bot" timeout=(var "session_timeout")}}
)

select
  event_key,
  device_key,
  source,
  occurred_at,
  is_bot,
  customer_id,
  identity_method,
  case when is_visit then session_id end as session_id,
  case when is_visit then session_sequence end as session_sequence,
  loaded_at
from sessions
