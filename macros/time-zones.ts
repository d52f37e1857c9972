/**
 * A TIMESTAMP in UTC of a text in any format our senders use, and null where it is none of them:
 * `2024-03-05T10:11:12.345+09:00` and `2024-03-05 01:11:12Z` (an offset), `2024/03/05 10:11:12` (wall clock of the zone),
 * `1709601072345` (milliseconds since 1970).
 */
export function parseTimestamp(text: string, zone: string): string {
  return `case
    when ${text} like '%-%' then timezone('UTC', try_cast(${text} as timestamptz))
    when ${text} like '%/%' then ${toUtc(`try_strptime(${text}, '%Y/%m/%d %H:%M:%S')`, zone)}
    else make_timestamp(try_cast(${text} as bigint) * 1000)
  end`;
}

/** The wall-clock time in the zone a column names, of a TIMESTAMP in UTC. */
export function toLocal(utc: string, zone: string): string {
  return byZone(zone, (name) => `timezone(${name}, timezone('UTC', ${utc}))`);
}

/** The TIMESTAMP in UTC of a wall-clock time in the zone a column names. */
export function toUtc(local: string, zone: string): string {
  return byZone(zone, (name) => `timezone('UTC', timezone(${name}, ${local}))`);
}

/** Zones of the countries the shop sells to; others work too, ten times slower. */
const usualZones = [
  "Asia/Seoul",
  "Asia/Tokyo",
  "Asia/Singapore",
  "America/New_York",
  "America/Chicago",
  "America/Denver",
  "America/Los_Angeles",
  "Europe/Berlin",
  "Europe/London",
  "UTC",
];

/** DuckDB prepares a calendar once for a constant zone, but for every row where the zone is a column. */
function byZone(zone: string, convert: (zone: string) => string): string {
  const branches = usualZones.map((name) => `when '${name}' then ${convert(`'${name}'`)}`);
  return `case ${zone} ${branches.join(" ")} else ${convert(zone)} end`;
}
