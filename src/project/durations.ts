const units: Readonly<Record<string, number>> = {
  s: 1,
  second: 1,
  m: 60,
  min: 60,
  minute: 60,
  h: 3600,
  hour: 3600,
  d: 86_400,
  day: 86_400,
  w: 604_800,
  week: 604_800,
};

/** Seconds of `90s`, `30m`, `12h`, `7d`, `2w`, `12 hours`, `1.5 days`; undefined for anything else, 0 and less included. */
export function parseDuration(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/i.exec(text);
  if (!match) return undefined;
  const word = (match[2] ?? "").toLowerCase();
  const unit = units[word] ?? units[word.replace(/s$/, "")];
  const seconds = unit === undefined ? 0 : Number(match[1]) * unit;
  return seconds > 0 ? seconds : undefined;
}
