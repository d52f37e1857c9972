import { writeParquet } from "./sql.ts";
import type { DemoPeriod, DemoPlan, DemoStep } from "./types.ts";
import { categories, partnerProbability } from "./world.ts";

/**
 * Draws the lines of a month's orders: `demo_lines`, and their sums in `demo_totals`.
 *
 * The first line is in the order's category. The second is the partner of the first line's product (`partner_of`) with the planted
 * probability, where there is one; other lines are of the same category half of the time.
 */
export function lineSteps(period: DemoPeriod): readonly DemoStep[] {
  return [
    { name: `lines of ${period.name}`, sql: lines },
    { name: `totals of ${period.name}`, sql: totals },
  ];
}

/**
 * Writes a month of `order_items` (key: order_id, line_number; unique).
 *
 * | column | type | |
 * |---|---|---|
 * | order_id | BIGINT | |
 * | line_number | INTEGER | from 1 |
 * | product_id | BIGINT | 0.2% null, 0.1% not in products |
 * | quantity | INTEGER | -1 on correction lines, about 0.5%, which take back one of line 1 |
 * | unit_price | DECIMAL(12,2) | the price of the month |
 * | discount_amount | DECIMAL(12,2) | of the coupon |
 * | line_amount | DECIMAL(12,2) | quantity * unit_price - discount_amount |
 * | ordered_at | TIMESTAMP | the order's |
 * | loaded_at | TIMESTAMP | |
 */
export function orderItemSteps(plan: DemoPlan, period: DemoPeriod): readonly DemoStep[] {
  return [
    {
      name: `order_items ${period.name}`,
      sql: writeParquet(plan, `order_items/${period.name}.parquet`, orderItems),
    },
  ];
}

const lines = `
create or replace temp table demo_lines as
with drawn as (
  select
    order_id,
    unnest(range(1, line_count + 1))::integer as line_number,
    category_no,
    discount_percent,
    is_trouble,
    month_no,
    product_in(category_no, rnd('first product', order_id), available_in(month_no)) as first_product
  from demo_placed
), chosen as (
  select
    *,
    line_number > 1 and discount_percent is null and rnd('correction', order_id, line_number) < 0.01 as is_correction,
    case
      when line_number = 1 or is_correction then first_product
      when line_number = 2 and partner_of(first_product) is not null and rnd('partner', order_id) < ${partnerProbability}
        then partner_of(first_product)
      else product_in(
        case when rnd('same category', order_id, line_number) < 0.5 then category_no
          else floor(${categories.length} * rnd('other category', order_id, line_number))::integer end,
        rnd('product', order_id, line_number), available_in(month_no))
    end as product_id
  from drawn
)
select
  order_id,
  line_number,
  product_id,
  (product_id - 1) % ${categories.length} as line_category_no,
  cents,
  case
    when is_correction then -1
    when (product_id - 1) % ${categories.length} = 5 then pick(rnd('quantity', order_id, line_number), [1, 1, 2, 2, 3, 4, 6])
    else pick(rnd('quantity', order_id, line_number), [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3])
  end::integer as quantity,
  cents * quantity as line_cents,
  (line_cents * coalesce(discount_percent, 0) // 100)::bigint as discount_cents,
  is_trouble
from chosen
join demo_prices using (product_id, month_no)
order by order_id, line_number`;

const totals = `
create or replace temp table demo_totals as
select
  order_id,
  items_cents,
  discount_cents,
  case when channel_no = 2 or items_cents - discount_cents >= 5000 then 0 else 490 end as shipping_cents,
  first_product
from (
  select
    order_id,
    sum(line_cents)::bigint as items_cents,
    sum(discount_cents)::bigint as discount_cents,
    max(case when line_number = 1 then product_id end) as first_product
  from demo_lines
  group by order_id
)
join demo_placed using (order_id)`;

const orderItems = `
select
  order_id,
  line_number,
  case
    when rnd('missing product', order_id, line_number) < 0.002 then null
    when rnd('missing product', order_id, line_number) < 0.003 then product_id + 900000
    else product_id
  end::bigint as product_id,
  quantity,
  money(cents) as unit_price,
  money(demo_lines.discount_cents) as discount_amount,
  money(line_cents - demo_lines.discount_cents) as line_amount,
  placed_at as ordered_at,
  loaded_nightly(placed_at) as loaded_at
from demo_lines
join demo_placed using (order_id)
order by placed_at, order_id, line_number`;
