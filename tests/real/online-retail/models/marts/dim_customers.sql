select
  customer_id,
  mode(country) as country,
  count(distinct country) as countries,
  min(invoiced_at) filter (where line_kind = 'sale') as first_ordered_at,
  max(invoiced_at) filter (where line_kind = 'sale') as last_ordered_at,
  count(distinct invoice_no) filter (where line_kind = 'sale') as invoices,
  count(*) filter (where line_kind = 'cancellation') as cancellation_lines,
  coalesce(sum(net_amount), 0) as net_amount
from {{ref "fct_invoice_lines"}}
where customer_id is not null
group by customer_id
