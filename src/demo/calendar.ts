import { sqlList, sqlRows } from "./sql.ts";
import type { DemoStep } from "./types.ts";
import { countries, dayCount, firstDay, holidays, monthFactors, weekdayFactors } from "./world.ts";

/**
 * `demo_days (day_no, day, weekday_factor, month_factor, holiday, holiday_factor, weight, op_from)`: how busy each day is. `weight`
 * averages one million; `op_from` is the sum of the weights before the day. A customer's purchases are a plain Poisson process on
 * that clock, which runs fast on busy days; reading it back through this table gives the seasons.
 *
 * `demo_zone_days (country_no, day_no, offset_minutes)`: the local clock's lead over UTC, by day.
 */
export function calendarSteps(): readonly DemoStep[] {
  return [
    { name: "calendar", sql: days },
    { name: "time zones", sql: zoneDays },
  ];
}

const days = `
create or replace temp table demo_days as
with holidays (name, factor, first_day, last_day) as (values
${sqlRows(holidays.flatMap((h) => h.spans.map(([from, to]) => [h.name, h.factor, from, to])))}
), factors as (
  select
    day_no::integer as day_no,
    date '${firstDay}' + day_no::integer as day,
    ${sqlList(weekdayFactors)}[isodow(day)]::double as weekday_factor,
    ${sqlList(monthFactors)}[month(day)]::double as month_factor,
    name as holiday,
    coalesce(factor, 1)::double as holiday_factor
  from range(${dayCount}) as days (day_no)
  left join holidays on date '${firstDay}' + day_no::integer between first_day::date and last_day::date
), weights as (
  select
    *,
    round(1000000 * weekday_factor * month_factor * holiday_factor
      / (select avg(weekday_factor * month_factor * holiday_factor) from factors))::bigint as weight
  from factors
)
select *, (sum(weight) over (order by day_no) - weight)::bigint as op_from
from weights
order by day_no`;

const zoneDays = `
create or replace temp table demo_zone_days as
with zones (country_no, time_zone) as (values
${sqlRows(countries.map((country, number) => [number, country.zone]))}
), noons as (
  select country_no, time_zone, day_no::integer as day_no, timestamp '${firstDay} 12:00:00' + to_days(day_no::integer) as noon
  from zones, range(-2, ${dayCount + 3}) as days (day_no)
)
select
  country_no::integer as country_no,
  day_no,
  ((epoch(timezone(time_zone, timezone('UTC', noon))) - epoch(noon)) / 60)::integer as offset_minutes
from noons
order by country_no, day_no`;
