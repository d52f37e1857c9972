import { bucketOf, entityHash, textOf } from "../stable-hash.ts";
import type { Writing } from "../steps.ts";
import { addInOrder, everyFold, type MethodOf, type TrainingRows, type ValueMethod } from "./method.ts";

/**
 * (sum of labels + smoothing * mean of labels) / (rows + smoothing): the m-estimate of Micci-Barreca, "A preprocessing scheme for
 * high-cardinality categorical attributes" (2001). A training row takes it from the folds that its entity is not in: neither its own label nor
 * another one of its entity is in its number. Sums are made of the other folds, not by taking the own fold away, which would leave the trace
 * of its labels in the last digits. Missing values are a value of their own.
 */
export const target: ValueMethod<MethodOf<"target">> = {
  shape: "values",
  // By the entity, so that its rows stay together.
  fold: ({ folds, seed }, writing) => bucketOf(entityHash(writing, seed), folds),
  otherwise: (method, writing, training) => {
    const folds = [everyFold, ...Array.from({ length: method.folds }, (_, index) => index)];
    return `select quern_fold, ${total} / sum(quern_count) as quern_number
from (${sumLabels(writing, training)})
join (select unnest([${folds.join(", ")}]) as quern_fold) on quern_own <> quern_fold
group by quern_fold`;
  },
  fit: (column, { smoothing }, writing, training, otherwise) => {
    const sum = `${total} + ${smoothing} * any_value(quern_number)`;
    return `select quern_fold, quern_value, (${sum}) / (sum(quern_count) + ${smoothing}) as quern_number
from (${sumLabels(writing, training, `${textOf(column)} as quern_value`)})
join ${otherwise} on quern_own <> quern_fold
group by quern_fold, quern_value`;
  },
};

const total = addInOrder("sum", "quern_sum");

function sumLabels(writing: Writing, { rows, fold }: TrainingRows, ...by: readonly string[]): string {
  const label = writing.quote(writing.set.label?.name ?? "");
  return `select ${[`${fold} as quern_own`, ...by].join(", ")}, ${addInOrder("sum", `cast(${label} as double)`)} as quern_sum, count(*) as quern_count
from ${rows}
where ${label} is not null
group by all`;
}
