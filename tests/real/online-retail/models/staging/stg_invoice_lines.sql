-- Every line as sent, typed. Nothing is a key, so a line is known by its content and by which copy of it this is.
with lines as (
  select
    trim(InvoiceNo) as invoice_no,
    StockCode as stock_code_as_recorded,
    upper(trim(StockCode)) as stock_code,
    nullif(trim(Description), '') as description,
    cast(Quantity as integer) as quantity,
    cast(InvoiceDate as timestamp) as invoiced_at_local,
    cast(UnitPrice as decimal(12, 3)) as unit_price,
    cast(nullif(trim(CustomerID), '') as integer) as customer_id,
    Country as country_as_recorded,
    row_number() over (partition by InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country) as copy_number
  from {{source "uci" "online_retail"}}
)

select
  md5(concat_ws('|', invoice_no, stock_code_as_recorded, coalesce(description, '∅'), quantity, invoiced_at_local, unit_price,
    coalesce(cast(customer_id as varchar), '∅'), lines.country_as_recorded, copy_number)) as line_id,
  invoice_no,
  lines.stock_code,
  stock_code_as_recorded,
  description,
  quantity,
  timezone('UTC', timezone('Europe/London', invoiced_at_local)) as invoiced_at,
  invoiced_at_local,
  unit_price,
  cast(quantity * unit_price as decimal(18, 3)) as line_amount,
  customer_id,
  case when names.country_as_recorded is null then lines.country_as_recorded else names.country_name end as country,
  lines.country_as_recorded,
  copy_number > 1 as is_duplicate,
  case
    when invoice_no like 'C%' then 'cancellation'
    when invoice_no like 'A%' then 'adjustment'
    when quantity < 0 then 'stock_movement'
    when unit_price = 0 and customer_id is null then 'stock_movement'
    when unit_price = 0 then 'free_item'
    else 'sale'
  end as line_kind,
  case
    when codes.item_kind is not null then codes.item_kind
    when lines.stock_code like 'GIFT\_%' escape '\' then 'voucher'
    else 'product'
  end as item_kind
from lines
left join {{ref "country_names"}} as names on names.country_as_recorded = lines.country_as_recorded
left join {{ref "special_stock_codes"}} as codes on codes.stock_code = lines.stock_code
