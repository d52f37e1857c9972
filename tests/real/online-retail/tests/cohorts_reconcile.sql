-- The cohorts hold each customer who ever bought exactly once in their first month.
select cohorts.customers as in_cohorts, customers.customers as ever_bought
from (select sum(customers) as customers from {{ref "customer_cohorts"}} where month_number = 0) as cohorts
cross join (select count(*) as customers from {{ref "dim_customers"}} where invoices > 0) as customers
where cohorts.customers <> customers.customers
