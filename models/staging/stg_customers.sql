with source as (
  select * from {{source "shop" "customers"}}
),

cleaned as (
  select
    *,
    case upper(trim(country)) when 'KOREA' then 'KR' else upper(trim(country)) end as country_code,
    regexp_replace(phone, '[^0-9]', '', 'g') as phone_digits
  from source
)

select
  cleaned.customer_id,
  cleaned.household_id,
  cleaned.signup_at,
  cleaned.signup_date,
  nullif(trim(cleaned.first_name), '') as first_name,
  nullif(trim(cleaned.last_name), '') as last_name,
  lower(nullif(trim(cleaned.email), '')) as email,
  case
    when cleaned.phone_digits like '0%' then '+' || countries.calling_code || cleaned.phone_digits[2:]
    when cleaned.phone_digits <> '' then '+' || cleaned.phone_digits
  end as phone,
  case lower(trim(cleaned.gender))
    when 'f' then 'female'
    when 'female' then 'female'
    when 'm' then 'male'
    when 'male' then 'male'
    when 'x' then 'other'
    else 'unknown'
  end as gender,
  coalesce(cleaned.age_group, 'unknown') as age_group,
  cleaned.country_code as country,
  cleaned.city,
  cleaned.postal_code,
  cleaned.time_zone,
  coalesce(cleaned.channel_source, 'unknown') as acquisition_channel,
  cleaned.tier,
  cleaned.updated_at,
  cleaned.loaded_at
from cleaned
left join {{ref "country_settings"}} as countries on countries.country = cleaned.country_code
