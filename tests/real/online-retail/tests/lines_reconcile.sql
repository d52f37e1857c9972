-- Lines of the mart are the lines as sent without the copies: none is lost and none is made up.
select sent.lines as sent, sent.copies, mart.lines as kept
from (select count(*) as lines, count(*) filter (where is_duplicate) as copies from {{ref "stg_invoice_lines"}}) as sent
cross join (select count(*) as lines from {{ref "fct_invoice_lines"}}) as mart
where sent.lines - sent.copies <> mart.lines
