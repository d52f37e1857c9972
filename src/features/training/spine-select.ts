import type { Dialect } from "../../sql/dialect.ts";
import { fixedMicroseconds } from "../durations.ts";
import { momentTimestamp } from "../moments.ts";
import { type Cte, operand, renderWith } from "../statement.ts";
import type { SpineSource, TrainingSet } from "../training-types.ts";
import { startWriting, type Writing } from "./steps.ts";

type Source<Kind extends SpineSource["kind"]> = Extract<SpineSource, { kind: Kind }>;

/** Returns a set's spine alone, as SQL: its key, `as_of` (TIMESTAMP in UTC) and kept columns; each (key, as_of) once, none of them null. */
export function spineSelect(set: Pick<TrainingSet, "key" | "zone" | "spine">, dialect: Dialect): string {
  const bare: TrainingSet = { ...set, name: "", features: [], expressions: [], encodings: [] };
  return renderWith(spineSteps(startWriting(bare, dialect)), "select *\nfrom quern_set_spine");
}

/**
 * Returns steps of which `quern_set_source` holds who might be meant (rows without key or moment too), and the last, `quern_set_spine`, the
 * spine.
 */
export function spineSteps(writing: Writing): readonly Cte[] {
  const { spine } = writing.set;
  return spine.kind === "every" ? everySteps(writing, spine) : rowsSteps(writing, spine);
}

/** Returns SQL that holds for the rows of `quern_set_source` that have a key, and a moment to be known by. */
export function hasKeyAndMoment({ set: { spine }, key }: Writing): string {
  const moment =
    spine.kind === "rows" ? ["as_of"] : spine.population.aliveSince === undefined ? [] : ["quern_since"];
  return [...key, ...moment].map((name) => `${name} is not null`).join(" and ");
}

/** Without a life, who comes twice is told before the moments are joined; with one, lives of one entity may overlap. */
function everySteps(writing: Writing, { population, ...times }: Source<"every">): Cte[] {
  const { aliveSince, aliveUntil } = population;
  const key = writing.key.join(", ");
  const clocks = {
    ...(aliveSince !== undefined && { quern_since: aliveSince }),
    ...(aliveUntil !== undefined && { quern_until: aliveUntil }),
  };
  const alive = [
    ...(aliveSince === undefined ? [] : ["quern_since <= as_of"]),
    // An end that is no moment, as infinity, has not come.
    ...(aliveUntil === undefined ? [] : ["(quern_until is null or as_of < quern_until)"]),
  ];
  const known = `where ${hasKeyAndMoment(writing)}`;
  const spine =
    alive.length === 0
      ? `select ${key}, as_of\nfrom (select distinct ${key} from quern_set_source ${known})\ncross join quern_set_moments`
      : `select distinct ${key}, as_of\nfrom quern_set_source\njoin quern_set_moments on ${alive.join(" and ")}\n${known}`;
  return [
    { name: "quern_set_source", select: selectSource(writing, population, clocks, []) },
    { name: "quern_set_moments", select: selectMoments(writing, times) },
    { name: "quern_set_spine", select: spine, materialized: true },
  ];
}

/** Each step of the calendar is counted from the first moment, so that the 31st stays the 31st wherever there is one. */
function selectMoments(
  { dialect, set }: Writing,
  times: Pick<Source<"every">, "from" | "to" | "step">,
): string {
  const { from, to, step } = times;
  const fixed = fixedMicroseconds(step);
  if (fixed !== undefined)
    return `select unnest(generate_series(${from}, ${to}, to_microseconds(${fixed}))) as as_of`;
  const zone = dialect.renderString(set.zone);
  const months = step.unit === "year" ? step.amount * 12 : step.amount;
  const local = `timezone(${zone}, timezone('UTC', ${from})) + to_months(cast(quern_step * ${months} as integer))`;
  return `select as_of
from (
select timezone('UTC', timezone(${zone}, ${local})) as as_of
from (select unnest(range(date_diff('month', ${from}, ${to}) // ${months} + 2)) as quern_step)
)
where as_of <= ${to}`;
}

/** Of rows of one entity and moment the kept columns are those of one row, the one that comes first in their order. */
function rowsSteps(writing: Writing, spine: Source<"rows">): Cte[] {
  const kept = spine.keep.map(writing.quote);
  const columns = [...writing.key, "as_of"].join(", ");
  const conditions = [
    hasKeyAndMoment(writing),
    ...(spine.from === undefined ? [] : [`as_of >= ${spine.from}`]),
    ...(spine.to === undefined ? [] : [`as_of <= ${spine.to}`]),
  ];
  const rows = `from quern_set_source\nwhere ${conditions.join(" and ")}`;
  const packed = kept.map((name, index) => `quern_${index} := ${name}`).join(", ");
  const unpacked = kept.map((name, index) => `quern_kept.quern_${index} as ${name}`).join(", ");
  const select =
    kept.length === 0
      ? `select distinct ${columns}\n${rows}`
      : `select ${columns}, ${unpacked}
from (
select ${columns}, min(struct_pack(${packed})) as quern_kept
${rows}
group by ${columns}
)`;
  return [
    { name: "quern_set_source", select: selectSource(writing, spine, { as_of: spine.asOf }, kept) },
    { name: "quern_set_spine", select, materialized: true },
  ];
}

/** A user's SQL is evaluated with nothing but the relation in scope. */
function selectSource(
  { key, quote, set, dialect }: Writing,
  source: { readonly relation: string; readonly key: readonly string[]; readonly where?: string },
  clocks: Readonly<Record<string, string>>,
  kept: readonly string[],
): string {
  const where = source.where === undefined ? "" : `\nwhere ${operand(source.where)}`;
  const inner = [
    ...source.key.map((name, index) => `${quote(name)} as quern_k${index}`),
    ...Object.entries(clocks).map(([, sql], index) => `${operand(sql)} as quern_t${index}`),
    ...kept.map((name, index) => `${name} as quern_x${index}`),
  ];
  const outer = [
    ...key.map((name, index) => `quern_k${index} as ${name}`),
    ...Object.keys(clocks).map(
      (name, index) => `${momentTimestamp(`quern_t${index}`, set.zone, dialect)} as ${name}`,
    ),
    ...kept.map((name, index) => `quern_x${index} as ${name}`),
  ];
  return `select ${outer.join(", ")}\nfrom (\nselect ${inner.join(", ")}\nfrom ${source.relation}${where}\n)`;
}
