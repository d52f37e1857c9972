with cancelled as (
  select sale_line_id, sum(matched_quantity) as quantity
  from {{ref "int_cancellations"}}
  where matched_quantity > 0
  group by sale_line_id
)

select
  lines.line_id,
  lines.invoice_no,
  lines.stock_code,
  lines.item_kind,
  lines.line_kind,
  lines.customer_id,
  lines.country,
  lines.invoiced_at,
  lines.invoiced_at_local,
  lines.quantity,
  lines.unit_price,
  lines.line_amount,
  coalesce(cancelled.quantity, 0) as cancelled_quantity,
  case when lines.line_kind = 'sale' then lines.quantity - coalesce(cancelled.quantity, 0) else 0 end as net_quantity,
  case
    when lines.line_kind = 'sale' then cast((lines.quantity - coalesce(cancelled.quantity, 0)) * lines.unit_price as decimal(18, 3))
    else 0
  end as net_amount
from {{ref "int_invoice_lines"}} as lines
left join cancelled on cancelled.sale_line_id = lines.line_id
