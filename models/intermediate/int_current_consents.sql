-- The latest decision of a customer for a purpose counts.
select
  customer_id,
  bool_or(is_granted) filter (where purpose = 'email_marketing') as has_email_consent,
  bool_or(is_granted) filter (where purpose = 'push_marketing') as has_push_consent,
  bool_or(is_granted) filter (where purpose = 'analytics') as has_analytics_consent,
  bool_or(is_granted) filter (where purpose = 'profiling') as has_profiling_consent
from (
  select *
  from {{ref "stg_consents"}}
  qualify row_number() over (partition by customer_id, purpose order by decided_at desc, consent_id desc) = 1
)
group by customer_id
