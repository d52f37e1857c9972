-- Each cancelled line beside the sale it most likely undoes: the latest one before it of the same customer, item and price. A sale
-- can be undone in parts, and never by more than was sold.
with candidates as (
  select
    cancellations.line_id,
    cancellations.invoiced_at as cancelled_at,
    -cancellations.quantity as cancelled_quantity,
    cancellations.line_amount,
    sales.line_id as sale_line_id,
    sales.quantity as sold_quantity,
    sales.invoiced_at as sold_at
  from {{ref "int_invoice_lines"}} as cancellations
  asof left join (
    select * from {{ref "int_invoice_lines"}} where line_kind = 'sale'
    qualify row_number() over (partition by customer_id, stock_code, unit_price, invoiced_at order by quantity desc, line_id) = 1
  ) as sales
    on sales.customer_id = cancellations.customer_id
    and sales.stock_code = cancellations.stock_code
    and sales.unit_price = cancellations.unit_price
    and sales.invoiced_at <= cancellations.invoiced_at
  where cancellations.line_kind = 'cancellation'
),

running as (
  select
    *,
    coalesce(sum(cancelled_quantity) over (
      partition by sale_line_id order by cancelled_at, line_id rows between unbounded preceding and 1 preceding
    ), 0) as cancelled_before
  from candidates
)

select
  line_id,
  cancelled_at,
  cancelled_quantity,
  line_amount,
  sale_line_id,
  sold_at,
  case
    when sale_line_id is not null
      then cast(greatest(0, least(cancelled_quantity, sold_quantity - cancelled_before)) as integer)
    else 0
  end as matched_quantity
from running
