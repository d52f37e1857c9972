-- What customers paid is what was sold to them less what was matched as cancelled, penny for penny.
select sold.amount as sold, matched.amount as matched, net.amount as net
from (select sum(line_amount) as amount from {{ref "fct_invoice_lines"}} where line_kind = 'sale') as sold
cross join (
  select sum(cancellations.matched_quantity * sales.unit_price) as amount
  from {{ref "fct_cancellations"}} as cancellations
  join {{ref "fct_invoice_lines"}} as sales on sales.line_id = cancellations.sale_line_id
) as matched
cross join (select sum(net_amount) as amount from {{ref "fct_invoice_lines"}}) as net
where sold.amount - matched.amount <> net.amount
