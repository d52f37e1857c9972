-- Current features of June 1998 hold everything that was bought.
with found as (
  select 'purchases' as figure, cast(count(*) as decimal(18, 2)) as found_value from {{source "cdnow" "cdnow_master"}}
  union all
  select unnest(['customers', 'cds', 'spend']), unnest([count(*), sum(cds_lifetime), sum(spend_lifetime)]::decimal(18, 2)[])
  from {{ref "purchases"}}
  union all
  select 'sample_customers', count(*) from {{ref "calibration"}}
)

select published.figure, published.published_value, found.found_value
from {{ref "published_figures"}} as published
left join found on found.figure = published.figure
where found.found_value is distinct from published.published_value
