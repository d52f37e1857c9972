import type { Dialect } from "../../sql/dialect.ts";
import { type Cte, renderWith } from "../statement.ts";
import type { TrainingSet } from "../training-types.ts";
import { balanceRows } from "./balance-rows.ts";
import { completeRows, labelRows } from "./label-rows.ts";
import { purgeRows } from "./purge-rows.ts";
import { sampleRows } from "./sample-rows.ts";
import { hasKeyAndMoment, spineSteps } from "./spine-select.ts";
import { splitsBeforeFeatures } from "./split-rows.ts";
import { textOf } from "./stable-hash.ts";
import { chainPasses, type Pass, startWriting, type Writing } from "./steps.ts";
import { featuredRows } from "./training-rows.ts";

/**
 * What became of a set's rows, as a SELECT of one row of BIGINT columns:
 *  - `source_rows`: rows of the population or of the relation that the spine is made from, as far as its `where` lets them in;
 *  - `without_key`: those of them that have no key, no moment, or nothing to be alive since, and are left out;
 *  - `spine_rows`: (key, moment) in the spine, each once = incomplete + purged + sampled_away + balanced_away + kept;
 *  - `incomplete`: of them, with a horizon that the label's rows do not reach to the end of;
 *  - `purged`: of the others, those that look past the end of their part of time;
 *  - `sampled_away`, `balanced_away`: left out by `sample` and by under-sampling;
 *  - `kept`: rows of the table.
 *
 * Column `classes` is JSON: an object from each value of the label, as text, to the rows kept of it (rows without a label are in none); null where
 * there is no label.
 */
export function trainingCounts(set: TrainingSet, dialect: Dialect): string {
  const writing = startWriting(set, dialect);
  const complete = chainPasses(writing, [completeRows], "quern_set_spine");
  const unpurged = chainPasses(writing, [purgeRows], complete.rows);
  const sampled = chainPasses(writing, [sampleRows], unpurged.rows);
  const kept = chainPasses(writing, [labelRows, ...balancing(writing)], sampled.rows);
  const stages = [complete, unpurged, sampled, kept];
  const steps: Cte[] = [...spineSteps(writing), ...stages.flatMap((stage) => stage.steps)];
  const counts = ["quern_set_spine", ...stages.map(({ rows }) => rows)].map(countRows);
  const [spine = "", ofComplete = "", ofUnpurged = "", ofSampled = "", ofKept = ""] = counts;
  const columns = [
    `${countRows("quern_set_source")} as source_rows`,
    `(select count(*) from quern_set_source where not (${hasKeyAndMoment(writing)})) as without_key`,
    `${spine} as spine_rows`,
    `${spine} - ${ofComplete} as incomplete`,
    `${ofComplete} - ${ofUnpurged} as purged`,
    `${ofUnpurged} - ${ofSampled} as sampled_away`,
    `${ofSampled} - ${ofKept} as balanced_away`,
    `${ofKept} as kept`,
    `${countClasses(writing, kept.rows)} as classes`,
  ];
  return renderWith(steps, `select ${columns.join(",\n")}`);
}

/** What decides how many rows are kept; the features only where the parts depend on them. */
function balancing(writing: Writing): readonly Pass[] {
  const passes = featuredRows(writing);
  if (writing.set.balance?.kind !== "under_sample") return [];
  return splitsBeforeFeatures(writing) ? passes.slice(0, passes.indexOf(balanceRows) + 1) : passes;
}

const countRows = (rows: string) => `(select count(*) from ${rows})`;

function countClasses({ set, quote }: Writing, rows: string): string {
  if (set.label === undefined) return "cast(null as json)";
  const label = quote(set.label.name);
  const counted = `select ${textOf(label)} as k, count(*) as v from ${rows} where ${label} is not null group by all`;
  return `(select to_json(map_from_entries(coalesce(list(quern_class order by k), []))) from (${counted}) as quern_class)`;
}
