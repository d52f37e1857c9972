-- A product's name is the description its sales carry most often; notes of the warehouse ("damaged", "?") are on other lines.
select
  stock_code,
  any_value(item_kind) as item_kind,
  mode(description) filter (where line_kind = 'sale') as product_name,
  count(distinct stock_code_as_recorded) as spellings,
  count(*) filter (where line_kind = 'sale') as sale_lines,
  count(*) as lines,
  min(invoiced_at) filter (where line_kind = 'sale') as first_sold_at,
  max(invoiced_at) filter (where line_kind = 'sale') as last_sold_at
from {{ref "int_invoice_lines"}}
group by stock_code
