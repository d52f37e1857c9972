import { renderKey } from "./read-key.ts";
import type { Pack } from "./store/pack.ts";
import type { Found, ViewMoment } from "./types.ts";

/** Which values of a set are wanted, by their places; all of them where absent. */
export type Wanted = readonly number[] | undefined;

/** Why an entity has nothing but defaults. */
export const noSuchEntity = "no such entity";

/** JSON of what is known of one entity: its values by name, and the age of each view. @param now milliseconds since 1970 */
export function renderOne(pack: Pack, key: readonly string[], wanted: Wanted, now: number): string {
  const { set } = pack.content;
  const found = pack.find(key);
  const indexes = wanted ?? set.features.map((_, index) => index);
  const values = indexes.map(
    (index) => `${JSON.stringify(set.features[index]?.name)}:${found.values[index]}`,
  );
  return `{${headOf(pack)},${renderRowHead(pack, key, found, momentRenderer(pack, now))},"features":{${values.join(",")}}}`;
}

/** JSON of what is known of several entities: names once, then a row of values for each key, in their order. */
export function renderMany(
  pack: Pack,
  keys: readonly (readonly string[])[],
  wanted: Wanted,
  now: number,
): string {
  const { set } = pack.content;
  const names = (wanted ?? set.features.map((_, index) => index)).map((index) => set.features[index]?.name);
  const renderMoments = momentRenderer(pack, now);
  const rows = keys.map((key) => {
    const found = pack.find(key);
    const values = wanted?.map((index) => found.values[index]) ?? found.values;
    return `{${renderRowHead(pack, key, found, renderMoments)},"values":[${values.join(",")}]}`;
  });
  return `{${headOf(pack)},"features":${JSON.stringify(names)},"rows":[\n${rows.join(",\n")}\n]}`;
}

function headOf({ content: { set } }: Pack): string {
  return `"set":${JSON.stringify(set.name)},"entity":${JSON.stringify(set.entity)}`;
}

function renderRowHead(
  pack: Pack,
  key: readonly string[],
  found: Found,
  renderMoments: (moments: readonly ViewMoment[]) => string,
): string {
  const reason = found.known ? "" : `,"reason":"${noSuchEntity}"`;
  return `"key":${renderKey(pack.keys, key)},"known":${found.known}${reason},"views":{${renderMoments(found.moments)}}`;
}

/** Most rows of a table have one moment: its text is made once an answer. */
function momentRenderer({ content: { set } }: Pack, now: number): (moments: readonly ViewMoment[]) => string {
  const made = new Map<string, string>();
  const names = set.views.map((view) => JSON.stringify(view));
  return (moments) =>
    moments
      .map(({ asOf, known }, index) => {
        let text = made.get(asOf);
        if (text === undefined) {
          text = renderMoment(asOf, now);
          made.set(asOf, text);
        }
        return `${names[index]}:{${text},"known":${known}}`;
      })
      .join(",");
}

/** `2025-07-01 00:00:00` as `"as_of":"2025-07-01T00:00:00Z","age_seconds":12.345`; null for both where there is none. */
function renderMoment(asOf: string, now: number): string {
  const age = ageOf(asOf, now);
  if (asOf === "") return '"as_of":null,"age_seconds":null';
  return `"as_of":"${momentText(asOf)}","age_seconds":${age ?? "null"}`;
}

/** A moment of DuckDB in the form that JSON's readers know. */
export function momentText(asOf: string): string {
  return `${asOf.replace(" ", "T")}Z`;
}

/** Seconds from a moment to now; undefined for the infinities and for none. */
export function ageOf(asOf: string, now: number): number | undefined {
  const moment = Date.parse(momentText(asOf));
  return Number.isNaN(moment) ? undefined : Math.round(now - moment) / 1000;
}
