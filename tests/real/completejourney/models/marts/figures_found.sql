-- The published figures, counted here: over the tables as sent.
select 'transactions' as figure, cast(count(*) as decimal(18, 2)) as found_value from {{ref "stg_transactions"}}
union all select 'households', count(distinct household_id) from {{ref "stg_transactions"}}
union all select 'baskets', count(distinct basket_id) from {{ref "stg_transactions"}}
union all select 'products_sold', count(distinct product_id) from {{ref "stg_transactions"}}
union all select 'stores', count(distinct store_id) from {{ref "stg_transactions"}}
union all select 'sales', sum(sales_amount) from {{ref "stg_transactions"}}
union all select 'coupon_discount', sum(coupon_discount) from {{ref "stg_transactions"}}
union all select 'promotions', count(*) from {{ref "stg_promotions"}}
union all select 'products', count(*) from {{ref "stg_products"}}
union all select 'coupons', sum(copies) from {{ref "stg_coupons"}}
union all select 'redemptions', count(*) from {{ref "stg_coupon_redemptions"}}
union all select 'redeeming_households', count(distinct household_id) from {{ref "stg_coupon_redemptions"}}
union all select 'redeemed_campaigns', count(distinct campaign_id) from {{ref "stg_coupon_redemptions"}}
union all select 'redeemed_coupons', count(distinct coupon_upc) from {{ref "stg_coupon_redemptions"}}
union all select 'campaign_households', count(*) from {{ref "stg_campaign_households"}}
union all select 'campaigns', count(*) from {{ref "stg_campaigns"}}
union all select 'demographics', count(*) from {{ref "stg_demographics"}}
