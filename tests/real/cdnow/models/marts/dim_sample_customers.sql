select sample_id, min(purchased_on) as first_purchased_on from {{ref "stg_sample_purchases"}} group by sample_id
