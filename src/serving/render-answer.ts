import { renderKey } from "./read-key.ts";
import { comma, JsonBytes } from "./store/json-bytes.ts";
import type { Pack, RecordView } from "./store/pack.ts";

/** Which values of a set are wanted, by their places; all of them where absent. */
export type Wanted = readonly number[] | undefined;

/** Why an entity has nothing but defaults. */
export const noSuchEntity = "no such entity";

/** JSON of what is known of one entity: its values by name, and the age of each view. @param now milliseconds since 1970 */
export function renderOne(pack: Pack, key: readonly string[], wanted: Wanted, now: number): Buffer {
  const record = pack.find(key);
  json.text(`{${headOf(pack)},${rowHeads(pack, now)(key, record)},"features":{`);
  for (const [at, index] of (wanted ?? placesOf(pack)).entries()) {
    if (at > 0) json.byte(comma);
    const label = pack.labels[index] ?? Buffer.of();
    json.copy(label, 0, label.length);
    writeValue(pack, record, index);
  }
  json.text("}}");
  return json.take();
}

/** JSON of what is known of several entities: names once, then a row of values for each key, in their order. */
export function renderMany(
  pack: Pack,
  keys: readonly (readonly string[])[],
  wanted: Wanted,
  now: number,
): Buffer {
  const { set } = pack.content;
  const places = wanted ?? placesOf(pack);
  const renderHead = rowHeads(pack, now);
  const names = places.map((index) => set.features[index]?.name);
  json.text(`{${headOf(pack)},"features":${JSON.stringify(names)},"rows":[`);
  for (const [at, key] of keys.entries()) {
    const record = pack.find(key);
    json.text(`${at === 0 ? "" : ","}\n{${renderHead(key, record)},"values":[`);
    for (let i = 0; i < places.length; i++) {
      if (i > 0) json.byte(comma);
      writeValue(pack, record, places[i] as number);
    }
    json.text("]}");
  }
  json.text("\n]}");
  return json.take();
}

/** Nothing waits while an answer is made: one is enough for all. */
const json = new JsonBytes();

function placesOf({ content: { set } }: Pack): readonly number[] {
  return Array.from(set.features, (_, index) => index);
}

function writeValue(pack: Pack, { bytes, starts }: RecordView, index: number): void {
  const field = pack.firstValue + index;
  json.value(
    pack.content.forms[index] ?? "json",
    bytes,
    starts[field] as number,
    (starts[field + 1] as number) - 1,
  );
}

function headOf({ content: { set } }: Pack): string {
  return `"set":${JSON.stringify(set.name)},"entity":${JSON.stringify(set.entity)}`;
}

/** Returns what renders the key of a row and the moments of the views. Most rows of a table have one moment: its text is made once an answer. */
function rowHeads(pack: Pack, now: number): (key: readonly string[], record: RecordView) => string {
  const { set, moments } = pack.content;
  const made = new Map<string, string>();
  const names = set.views.map((view) => JSON.stringify(view));
  const momentOf = (asOf: string): string => {
    const text = made.get(asOf) ?? renderMoment(asOf, now);
    made.set(asOf, text);
    return text;
  };
  return (key, { bytes, starts }) => {
    let known = false;
    const views = moments.map((newest, index) => {
      const field = set.key.length + index;
      const asOf = bytes.toString("latin1", starts[field], (starts[field + 1] as number) - 1);
      known ||= asOf !== "";
      return `${names[index]}:{${momentOf(asOf || newest)},"known":${asOf !== ""}}`;
    });
    const reason = known ? "" : `,"reason":"${noSuchEntity}"`;
    return `"key":${renderKey(pack.keys, key)},"known":${known}${reason},"views":{${views.join(",")}}`;
  };
}

/** `2025-07-01 00:00:00` as `"as_of":"2025-07-01T00:00:00Z","age_seconds":12.345`; null for both where there is none. */
function renderMoment(asOf: string, now: number): string {
  if (asOf === "") return '"as_of":null,"age_seconds":null';
  return `"as_of":"${momentText(asOf)}","age_seconds":${ageOf(asOf, now) ?? "null"}`;
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
