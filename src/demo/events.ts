import { sqlList, writeParquet } from "./sql.ts";
import type { DemoPeriod, DemoPlan, DemoStep } from "./types.ts";
import { channels, channelTraces, countries, firstDay, lastDay } from "./world.ts";

/**
 * Writes a month of `events`, by the month in which the visit took place. Not unique: about 1.5% were delivered twice. Deduplicate by
 * idempotency_key and keep the earliest received_at.
 *
 * | column | type | |
 * |---|---|---|
 * | event_id | VARCHAR | 0.2% null; a redelivery has the same, or in one of five cases a new one |
 * | idempotency_key | VARCHAR | never null; the same on a redelivery |
 * | source | VARCHAR | web, app, email, push, store |
 * | event_name | VARCHAR | web and app: page_view, search, product_view, add_to_cart, remove_from_cart, login, begin_checkout, purchase (in the app page_view is app_open); email_sent, email_opened, email_clicked, email_unsubscribed; push_sent, push_opened; store_purchase |
 * | user_id | VARCHAR | customer_id as text while logged in, else null, or '' from the app |
 * | anonymous_id | VARCHAR | of browser or app, 0.3% null; null for email, push, store |
 * | session_key | VARCHAR | the client's; null for email, push, store, and for 1% of the web |
 * | event_time | VARCHAR | web 2024-03-05T10:11:12.345+09:00 (no fraction on whole seconds); app 1709601072345; email and push 2024-03-05 01:11:12Z; store 2024/03/05 10:11:12, local |
 * | time_zone | VARCHAR | IANA name of the device's or store's zone |
 * | received_at | TIMESTAMP | UTC; 2% hours to 5 days late, 0.2% 5 to 20 days |
 * | page_url, referrer | VARCHAR | web and app; utm_* on the first event of a visit |
 * | device | VARCHAR | desktop, mobile, tablet, ios, android, pos |
 * | properties | JSON | see `properties` below |
 * | context | JSON | ip, user_agent, locale, library; app_version (app); utm_source, utm_medium, utm_campaign (web, first of a visit) |
 * | loaded_at | TIMESTAMP | within the hour after received_at |
 *
 * 0.1% of the app's events come from clocks a day ahead, so event_time is after received_at. Bots have `bot` or `HeadlessChrome` in
 * the user agent. What would have been received after the end of the history is not there.
 */
export function eventSteps(plan: DemoPlan, period: DemoPeriod): readonly DemoStep[] {
  return [
    { name: `events ${period.name}`, sql: writeParquet(plan, `events/${period.name}.parquet`, events) },
  ];
}

const channelTrace = (key: "source" | "medium" | "referrer") =>
  `${sqlList(channels.map((c) => channelTraces[c.name][key]))}[touch_no + 1]`;

const agents = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/124.0 Safari/537.36",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1",
  "QuernShop/5 CFNetwork/1494 Darwin/23.4",
  "QuernTill/2.1",
];
const botAgents = [
  "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
  "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/121.0 Safari/537.36",
];

const events = `
with received as (
  select
    *,
    (event_key >> 1)::bigint as event_no,
    event_at + to_milliseconds(case
      when rnd('delay', event_no) < 0.002 then 86400000 * 5 + floor(86400000 * 15 * rnd('delayed', event_no))::bigint
      when rnd('delay', event_no) < 0.02 then 3600000 + floor(86400000 * 4.9 * rnd('delayed', event_no) ** 2)::bigint
      else 150 + floor(2500 * rnd('delayed', event_no))::bigint end) as received_at,
    false as is_again
  from demo_stream
), delivered as (
  select * from received
  union all
  select * replace (
    received_at + to_milliseconds(2000 + floor(21600000 * rnd('again', event_no, 1) ** 3)::bigint) as received_at,
    true as is_again)
  from received
  where rnd('again', event_no) < 0.015
), ordered as (
  select
    delivered.* exclude (country_no),
    countries.*,
    case source when 'app' then event_at + case when rnd('clock', event_no) < 0.001 then interval 1 day else interval 0 days end
      else event_at + to_minutes(offset_minutes) end as clock_at
  from delivered
  join (select country_no, day_no, offset_minutes from demo_zone_days) as countries
    on countries.country_no = delivered.country_no and countries.day_no = datediff('day', timestamp '${firstDay}', event_at)
  where received_at < timestamp '${lastDay}'
  order by received_at, event_key, is_again
)
select
  case
    when rnd('no id', event_no) < 0.002 then null
    when is_again and rnd('new id', event_no) < 0.2 then text_key(key('new id', event_no, 0))
    else text_key(event_key)
  end as event_id,
  text_key(key('idempotency', event_no, 0)) as idempotency_key,
  source,
  case code
    when 'P' then case source when 'app' then 'app_open' else 'page_view' end
    when 'S' then 'search'
    when 'V' then 'product_view'
    when 'A' then 'add_to_cart'
    when 'R' then 'remove_from_cart'
    when 'L' then 'login'
    when 'C' then 'begin_checkout'
    when 'B' then 'purchase'
    else code
  end as event_name,
  case when is_known then customer_id::varchar when source = 'app' then '' end as user_id,
  case when source in ('web', 'app') and rnd('no device', event_no) >= 0.003 then text_key(device_key) end as anonymous_id,
  case when source = 'app' or source = 'web' and rnd('no session', event_no) >= 0.01 then text_key(visit_id) end as session_key,
  case source
    when 'web' then replace(clock_at::varchar, ' ', 'T')
      || case offset_minutes ${offsets()} end
    when 'app' then epoch_ms(clock_at)::varchar
    when 'store' then strftime(clock_at, '%Y/%m/%d %H:%M:%S')
    else date_trunc('second', event_at)::varchar || 'Z'
  end as event_time,
  ${sqlList(countries.map((c) => c.zone))}[country_no + 1] as time_zone,
  received_at,
  case source when 'web' then 'https://shop.example' when 'app' then 'app://shop' end
    || case code when 'P' then '/' when 'S' then '/search' when 'R' then '/cart' when 'L' then '/login' when 'C' then '/checkout'
      when 'B' then '/checkout/done' else '/p/' || product_id end
    || coalesce('?utm_source=' || ${channelTrace("source")} || '&utm_medium=' || ${channelTrace("medium")}
      || coalesce('&utm_campaign=' || campaign_id, ''), '') as page_url,
  case when source = 'web' and not is_bot then case when touch_no is not null then ${channelTrace("referrer")}
    when code <> 'P' then 'https://shop.example/' end end as referrer,
  case device_no
    when 0 then 'desktop'
    when 1 then case when device_key % 9 = 0 then 'tablet' else 'mobile' end
    when 2 then case when device_key % 5 < 3 then 'android' else 'ios' end
    when 3 then 'pos'
  end as device,
  (case
    when code in ('A', 'R') then '{"product_id":' || product_id || ',"price":' || money(cents) || ',"quantity":' || quantity || '}'
    when code = 'V' then '{"product_id":' || product_id || coalesce(',"price":' || money(cents), '') || '}'
    when code = 'P' then '{"page":"home"}'
    when code = 'S' then '{"query":"' || pick(rnd('query', event_no), ['gift', 'sale', 'shoes', 'tea', 'lamp', 'puzzle', '선물', 'serum']) || '"}'
    when code = 'C' then '{"value":' || money(value_cents) || '}'
    when code = 'L' then '{"user_id":"' || customer_id || '"}'
    when code in ('B', 'store_purchase') then '{"order_id":' || order_id || ',"value":' || money(value_cents)
      || coalesce(',"coupon_code":"' || coupon_code || '"', '') || '}'
    else '{"campaign_id":"' || campaign_id || '","message_id":"' || text_key(visit_id)
      || coalesce('","coupon_code":"' || coupon_code, '') || '"}'
  end)::json as properties,
  (case
    when source in ('email', 'push') then '{"library":"crm/3.2"}'
    else '{"ip":"' || case when is_bot then '66.249.64.' else '198.18.' || coalesce(device_key, event_key) // 250 % 250 || '.' end || coalesce(device_key, event_key) % 250
      || '","user_agent":"' || case when is_bot then ${sqlList(botAgents)}[1 + (device_key % 3)::integer] else ${sqlList(agents)}[device_no + 1] end
      || '","locale":"' || ${sqlList(countries.map((c) => c.locale))}[country_no + 1]
      || case source when 'app' then '","library":"quern-app/1.9","app_version":"' || (3 + datediff('month', timestamp '${firstDay}', event_at) // 5) || '.' || device_key % 4
        when 'store' then '","library":"till/2.1' else '","library":"quern-web/2.3' end
      || coalesce('","utm_source":"' || ${channelTrace("source")} || '","utm_medium":"' || ${channelTrace("medium")}
        || coalesce('","utm_campaign":"' || campaign_id, ''), '') || '"}'
  end)::json as context,
  loaded_hourly(received_at) as loaded_at
from ordered`;

/** Every offset of the countries' zones, as a web client writes it. */
function offsets(): string {
  return [540, 480, 120, 60, 0, -240, -300]
    .map((minutes) => {
      const hours = String(Math.abs(minutes) / 60).padStart(2, "0");
      return `when ${minutes} then '${minutes < 0 ? "-" : "+"}${hours}:00'`;
    })
    .join(" ");
}
