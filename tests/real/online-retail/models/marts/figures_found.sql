-- The published figures, counted here: over every line as sent, duplicates included, since that is what others counted.
with lines as (
  select * from {{ref "stg_invoice_lines"}}
),

counted as (
  select
    count(*) as rows,
    count(distinct invoice_no) as invoices,
    count(distinct customer_id) as customers,
    count(distinct stock_code_as_recorded) as stock_codes,
    count(*) filter (where customer_id is null) as blank_customer,
    count(*) filter (where customer_id is not null and quantity > 0 and unit_price > 0) as positive_lines_with_customer,
    round(sum(line_amount) filter (where customer_id is not null and quantity > 0 and unit_price > 0), 2) as their_revenue,
    round(sum(line_amount), 2) as total,
    count(distinct country_as_recorded) as countries,
    count(*) filter (where country_as_recorded = 'United Kingdom') as lines_united_kingdom,
    count(*) filter (where country_as_recorded = 'Germany') as lines_germany,
    count(*) filter (where country_as_recorded = 'France') as lines_france,
    count(*) filter (where line_kind = 'cancellation') as cancellation_lines,
    count(distinct invoice_no) filter (where line_kind = 'cancellation') as cancellation_invoices,
    count(*) filter (where quantity < 0) as negative_quantity_lines,
    count(*) filter (where unit_price <= 0) as lines_without_price,
    count(*) filter (where is_duplicate) as duplicate_lines,
    min(quantity) as smallest_quantity,
    max(quantity) as largest_quantity
  from lines
)

unpivot (select columns(*)::decimal(18, 2) from counted)
on columns(*)
into name figure value found_value
