select customer_id, min(purchased_on) as first_purchased_on from {{ref "stg_purchases"}} group by customer_id
