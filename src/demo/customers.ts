import { sqlList, writeParquet } from "./sql.ts";
import type { DemoPlan, DemoStep } from "./types.ts";
import { channels, countries, lastDay } from "./world.ts";

/**
 * Writes `customers`, the state at the end of the history (unique: customer_id), and `customer_changes`, the log of tier and address
 * that leads there (key: customer_id, changed_at; the last row of a customer equals `customers`). A snapshot of the first can be
 * replayed from the second.
 *
 * | customers | type | |
 * |---|---|---|
 * | customer_id | BIGINT | |
 * | signup_at | TIMESTAMP | UTC |
 * | signup_date | DATE | on the customer's calendar |
 * | first_name, last_name | VARCHAR | |
 * | email | VARCHAR | 1% null; mixed case; 0.5% are the address of another customer |
 * | phone | VARCHAR | 2% null; three ways of writing |
 * | gender | VARCHAR | F, f, female, M, m, male, X, x, '' or null |
 * | age_group | VARCHAR | 18-24, 25-34, 35-44, 45-54, 55-64, 65+; 3% null |
 * | country | VARCHAR | KR, JP, US, SG, DE, GB; 2% in lower case, 1% of the Koreans 'Korea' |
 * | city, postal_code | VARCHAR | |
 * | time_zone | VARCHAR | IANA name |
 * | household_id | BIGINT | 10% of the neighbours share one |
 * | channel_source | VARCHAR | what brought the customer; 1% null |
 * | tier | VARCHAR | basic, silver, gold, vip |
 * | updated_at, loaded_at | TIMESTAMP | |
 *
 * | customer_changes | type | |
 * |---|---|---|
 * | customer_id | BIGINT | |
 * | changed_at | TIMESTAMP | |
 * | operation | VARCHAR | insert, update |
 * | tier, city, postal_code | VARCHAR | as they were from then on |
 * | loaded_at | TIMESTAMP | the night after |
 */
export function customerSteps(plan: DemoPlan): readonly DemoStep[] {
  return [
    { name: "changes of customers", sql: changes },
    { name: "customers", sql: writeParquet(plan, "customers.parquet", customers) },
    { name: "customer_changes", sql: writeParquet(plan, "customer_changes.parquet", rawChanges) },
  ];
}

const firstNames = [
  "Minjun",
  "Seoyeon",
  "Jiho",
  "Haeun",
  "Yuki",
  "Haruto",
  "Emma",
  "Liam",
  "Olivia",
  "Noah",
  "Wei",
  "Lena",
  "Felix",
  "Amelia",
  "Jack",
  "Sora",
];
const lastNames = [
  "Kim",
  "Lee",
  "Park",
  "Choi",
  "Jung",
  "Tanaka",
  "Sato",
  "Smith",
  "Brown",
  "Tan",
  "Lim",
  "Schmidt",
  "Weber",
  "Jones",
  "Taylor",
  "Kang",
];

// The tier rises with the 4th, 12th and 25th order; a move changes the address.
const changes = `
create or replace temp table demo_changes as
with happened as (
  select customer_id, signup_at as changed_at, 'basic' as tier, 0 as moves from demo_customers
  union all
  select customer_id, placed_at + interval 10 minutes, case n when 4 then 'silver' when 12 then 'gold' else 'vip' end, null
  from demo_organic
  where n in (4, 12, 25)
  union all
  select customer_id, moved_at, null, move
  from (
    select
      customer_id,
      unnest([1, 2]) as move,
      signup_at + to_seconds(floor(86400 * (20 + 500 * rnd('moved', customer_id, move)))::bigint) as moved_at
    from demo_customers
  )
  where rnd('moves', customer_id, move) < 0.12 and moved_at < timestamp '${lastDay}'
), filled as (
  select
    customer_id,
    changed_at,
    row_number() over changes = 1 as is_first,
    last_value(tier ignore nulls) over changes as tier,
    last_value(moves ignore nulls) over changes as moves
  from happened
  where changed_at < timestamp '${lastDay}'
  window changes as (partition by customer_id order by changed_at, moves nulls last)
)
select
  customer_id,
  changed_at,
  is_first,
  tier,
  pick(rnd('city', household_id, moves), [${countries.map((c) => sqlList(c.cities)).join(", ")}][country_no + 1]) as city,
  lpad(floor(100000 * rnd('postal code', household_id, moves))::integer::varchar, 5, '0') as postal_code
from filled
join demo_customers using (customer_id)`;

const customers = `
with latest as (
  select customer_id, max(changed_at) as updated_at, arg_max(tier, changed_at) as tier,
    arg_max(city, changed_at) as city, arg_max(postal_code, changed_at) as postal_code
  from demo_changes
  group by customer_id
), named as (
  select
    *,
    case when customer_id > 10 and rnd('same mail', customer_id) < 0.005 then customer_id - 7 else customer_id end as mail_of,
    ${sqlList(countries.map((c) => c.code))}[country_no + 1] as code,
    ${sqlList(countries.map((c) => c.zone))}[country_no + 1] as time_zone,
    (1000 + floor(9000 * rnd('phone', customer_id, 1)))::integer as phone_1,
    (1000 + floor(9000 * rnd('phone', customer_id, 2)))::integer as phone_2,
    ${sqlList(countries.map((c) => c.dial))}[country_no + 1] as dial
  from demo_customers
  join latest using (customer_id)
)
select
  customer_id,
  signup_at,
  (signup_at + to_minutes(offset_minutes))::date as signup_date,
  pick(rnd('first name', customer_id), ${sqlList(firstNames)}) as first_name,
  pick(rnd('last name', household_id), ${sqlList(lastNames)}) as last_name,
  case
    when rnd('no mail', customer_id) < 0.01 then null
    when rnd('no mail', customer_id) < 0.16 then pick(rnd('first name', mail_of), ${sqlList(firstNames)}) || '.' || mail_of || '@Example.com'
    else lower(pick(rnd('first name', mail_of), ${sqlList(firstNames)})) || '.' || mail_of || '@example.com'
  end as email,
  case
    when rnd('no phone', customer_id) < 0.02 then null
    when rnd('no phone', customer_id) < 0.5 then '+' || dial || '-10-' || phone_1 || '-' || phone_2
    when rnd('no phone', customer_id) < 0.8 then '010 ' || phone_1 || ' ' || phone_2
    else dial || '10' || phone_1 || phone_2
  end as phone,
  case
    when rnd('no gender', customer_id) < 0.02 then null
    when rnd('no gender', customer_id) < 0.04 then ''
    when rnd('no gender', customer_id) < 0.08 then lower(gender)
    when rnd('no gender', customer_id) < 0.12 then case gender when 'F' then 'female' when 'M' then 'male' else gender end
    else gender
  end as gender,
  case when rnd('no age', customer_id) >= 0.03 then ['18-24', '25-34', '35-44', '45-54', '55-64', '65+'][age_no] end as age_group,
  case
    when rnd('country code', customer_id) < 0.02 then lower(code)
    when rnd('country code', customer_id) < 0.03 and code = 'KR' then 'Korea'
    else code
  end as country,
  city,
  postal_code,
  time_zone,
  household_id,
  case when rnd('no channel', customer_id) >= 0.01 then ${sqlList(channels.map((c) => c.name))}[channel_no + 1] end as channel_source,
  tier,
  updated_at,
  loaded_nightly(updated_at) as loaded_at
from named
join demo_zone_days on demo_zone_days.country_no = named.country_no and day_no = signup_day
order by customer_id`;

const rawChanges = `
select
  customer_id,
  changed_at,
  case when is_first then 'insert' else 'update' end as operation,
  tier,
  city,
  postal_code,
  loaded_nightly(changed_at) as loaded_at
from demo_changes
order by changed_at, customer_id`;
