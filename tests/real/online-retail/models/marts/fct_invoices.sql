select
  invoice_no,
  any_value(customer_id) as customer_id,
  any_value(country) as country,
  min(invoiced_at) as invoiced_at,
  min(invoiced_at_local) as invoiced_at_local,
  bool_or(line_kind = 'cancellation') as is_cancellation,
  count(*) as lines,
  sum(quantity) filter (where line_kind = 'sale' and item_kind = 'product') as units,
  sum(line_amount) as invoice_amount,
  sum(net_amount) as net_amount
from {{ref "fct_invoice_lines"}}
group by invoice_no
