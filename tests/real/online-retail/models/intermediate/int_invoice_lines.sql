-- Lines without the copies that a second export left. What is not a sale stays in, by kind.
select * exclude (is_duplicate)
from {{ref "stg_invoice_lines"}}
where not is_duplicate
