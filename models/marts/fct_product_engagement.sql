-- What people did with each product on each UTC day.
select
  {{surrogateKey "product_id" "cast(occurred_at as date)"}} as product_engagement_id,
  product_id,
  cast(date_trunc('day', occurred_at) as timestamp) as day_at,
  count(*) filter (where event_name = 'product_view') as views,
  count(*) filter (where event_name = 'add_to_cart') as cart_additions,
  count(*) filter (where event_name = 'remove_from_cart') as cart_removals,
  count(distinct customer_id) as customers,
  max(loaded_at) as loaded_at
from {{ref "fct_events"}}
where product_id is not null
group by all
