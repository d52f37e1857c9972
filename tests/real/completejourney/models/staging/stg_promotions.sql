select
  md5(concat_ws('|', product_id, store_id, "week")) as promotion_id,
  product_id,
  store_id,
  cast("week" as integer) as week_number,
  display_location,
  mailer_location,
  display_location <> '0' as is_displayed,
  mailer_location <> '0' as is_in_mailer
from {{source "grocer" "promotions"}}
