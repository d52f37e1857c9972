-- Every household that any table names: shoppers, the addressed and the described.
select household_id from {{ref "stg_transactions"}}
union
select household_id from {{ref "stg_campaign_households"}}
union
select household_id from {{ref "stg_demographics"}}
