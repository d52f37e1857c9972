-- Which customers were seen on which device, from the events that name a customer.
select
  {{surrogateKey "anonymous_id" "user_customer_id"}} as identity_id,
  anonymous_id,
  user_customer_id as customer_id,
  min(occurred_at) as first_seen_at,
  max(occurred_at) as last_seen_at,
  min(occurred_at) filter (where event_name = 'login') as first_login_at,
  count(*) as identified_events,
  count(*) over (partition by anonymous_id) > 1 as is_shared_device,
  row_number() over (partition by anonymous_id order by count(*) desc, min(occurred_at), user_customer_id) = 1 as is_main_customer
from {{ref "stg_events"}}
where anonymous_id is not null
  and user_customer_id is not null
group by anonymous_id, user_customer_id
