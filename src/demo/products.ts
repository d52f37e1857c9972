import { sqlList, writeParquet } from "./sql.ts";
import type { DemoPlan, DemoStep } from "./types.ts";
import { categories, firstDay, monthCount } from "./world.ts";

/**
 * Writes `products` (unique: product_id) and `product_prices` (key: product_id, valid_from; intervals of a product never overlap).
 *
 * | products | type | |
 * |---|---|---|
 * | product_id | BIGINT | |
 * | sku, product_name | VARCHAR | |
 * | category | VARCHAR | ten names; 1% with stray spaces or in upper case |
 * | subcategory | VARCHAR | |
 * | brand | VARCHAR | 2% null |
 * | unit_cost, list_price | DECIMAL(12,2) | list_price is the price of the launch |
 * | launched_on | DATE | a fifth of the goods appear during the history |
 * | discontinued_on | DATE | null while on sale |
 * | updated_at, loaded_at | TIMESTAMP | |
 *
 * | product_prices | type | |
 * |---|---|---|
 * | product_id | BIGINT | |
 * | valid_from | DATE | the launch, or a first of the month |
 * | valid_to | DATE | exclusive; null for the current price |
 * | price | DECIMAL(12,2) | |
 * | currency | VARCHAR | USD |
 * | loaded_at | TIMESTAMP | |
 *
 * A product's id tells its category and its rank in it: `rank * 10 + category_no + 1`, the most popular first. The macros that draw
 * products rest on that, so that no join is needed: `product_in(category_no, u, available)`, and `partner_of(product_id)`, the
 * product that is bought with this one (null where there is none).
 */
export function productSteps(plan: DemoPlan): readonly DemoStep[] {
  const perCategory = plan.products / categories.length;
  return [
    {
      name: "helper product_in",
      sql: `create or replace temp macro product_in(category_no, u, available) as
        floor(available * u ** 2.2)::integer * ${categories.length} + category_no + 1`,
    },
    {
      name: "helper partner_of",
      sql: `create or replace temp macro partner_of(product) as
        case when (product - 1) // ${categories.length} % 2 = 0 and (product - 1) // ${categories.length} < ${Math.floor(perCategory * 0.4)}
        then (product - 1) // ${categories.length} * ${categories.length} + ((product - 1) % ${categories.length} + 3) % ${categories.length} + 1 end`,
    },
    {
      name: "helper available_in",
      sql: `create or replace temp macro available_in(month_no) as
        floor(${perCategory} * (0.8 + 0.2 * month_no / ${monthCount - 1}))::integer`,
    },
    { name: "goods", sql: goods(plan.products) },
    { name: "prices", sql: prices },
    { name: "products", sql: writeParquet(plan, "products.parquet", products) },
    { name: "product_prices", sql: writeParquet(plan, "product_prices.parquet", productPrices) },
  ];
}

const goods = (count: number) => `
create or replace temp table demo_goods as
with drawn as (
  select
    product_id::integer as product_id,
    ((product_id - 1) % ${categories.length})::integer as category_no,
    ((product_id - 1) // ${categories.length})::integer as rank
  from range(1, ${count + 1}) as products (product_id)
), launched as (
  select product_id, min(month_no)::integer as launch_month
  from drawn, range(${monthCount}) as months (month_no)
  where rank < available_in(month_no)
  group by product_id
)
select
  *,
  case
    when launch_month = 0 then date '${firstDay}' - (30 + floor(rnd('launch', product_id) * 700))::integer
    else (date '${firstDay}' + to_months(launch_month))::date
  end as launched_on,
  round(100 * ${sqlList(categories.map((c) => c.price))}[category_no + 1]
    * exp(0.5 * normal(rnd('price', product_id), rnd('price', product_id, 1))))::bigint // 10 * 10 + 9 as launch_cents
from drawn
join launched using (product_id)
order by product_id`;

const prices = `
create or replace temp table demo_prices as
with months as (
  select
    product_id,
    category_no,
    launch_cents,
    launch_month,
    month_no::integer as month_no,
    greatest(launched_on, (date '${firstDay}' + to_months(month_no::integer))::date) as valid_from,
    month_no = launch_month or rnd('repriced', product_id, month_no) < 0.18 as is_priced
  from demo_goods, range(${monthCount}) as months (month_no)
  where month_no >= launch_month
), marked as (
  select *, max(case when is_priced then month_no end) over (partition by product_id order by month_no) as priced_in
  from months
)
select
  product_id,
  month_no,
  priced_in,
  valid_from,
  case when priced_in = launch_month then launch_cents
    else round(launch_cents * (0.8 + 0.35 * rnd('new price', product_id, priced_in)))::bigint // 10 * 10 + 9 end as cents
from marked
order by product_id, month_no`;

const products = `
select
  product_id::bigint as product_id,
  printf('%s-%05d', upper(${sqlList(categories.map((c) => c.name.slice(0, 3)))}[category_no + 1]), product_id) as sku,
  concat_ws(' ', brand, kind, chr(65 + (rank % 26)::integer) || rank) as product_name,
  case when rnd('untidy', product_id) < 0.005 then upper(name) when rnd('untidy', product_id) < 0.01 then ' ' || name || ' ' else name end as category,
  kind as subcategory,
  case when rnd('no brand', product_id) >= 0.02 then brand end as brand,
  money(round(launch_cents * (0.4 + 0.25 * rnd('cost', product_id)))::bigint) as unit_cost,
  money(launch_cents) as list_price,
  launched_on,
  case when rank > 10 and rnd('discontinued', product_id) < 0.04 then date '2025-01-01' + floor(rnd('discontinued', product_id, 1) * 150)::integer end as discontinued_on,
  coalesce(discontinued_on::timestamp, launched_on::timestamp + interval 9 hours) as updated_at,
  loaded_nightly(coalesce(discontinued_on::timestamp, launched_on::timestamp)) as loaded_at
from (
  select
    *,
    ${sqlList(categories.map((c) => c.name))}[category_no + 1] as name,
    [${categories.map((c) => sqlList(c.kinds)).join(", ")}][category_no + 1][1 + rank % 3] as kind,
    [${categories.map((c) => sqlList(c.brands)).join(", ")}][category_no + 1][1 + (rank * 7 + category_no) % 4] as brand
  from demo_goods
)
order by product_id`;

const productPrices = `
with runs as (
  select
    product_id,
    min(month_no) as month_no,
    coalesce(min(launched_on) filter (where priced_in = launch_month), min(valid_from)) as valid_from,
    min(cents) as cents
  from demo_prices
  join demo_goods using (product_id)
  group by product_id, priced_in
)
select
  product_id::bigint as product_id,
  valid_from,
  lead(valid_from) over (partition by product_id order by valid_from) as valid_to,
  money(cents) as price,
  'USD' as currency,
  loaded_nightly(valid_from::timestamp - interval 1 day) as loaded_at
from runs
order by product_id, valid_from`;
