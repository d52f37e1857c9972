import { balanceRows } from "./balance-rows.ts";
import { expressionRows } from "./expression-rows.ts";
import { featureRows } from "./feature-rows.ts";
import { completeRows, labelRows } from "./label-rows.ts";
import { purgeRows } from "./purge-rows.ts";
import { sampleRows } from "./sample-rows.ts";
import { splitRows, splitsBeforeFeatures } from "./split-rows.ts";
import type { Pass, Writing } from "./steps.ts";

/** From the spine to the rows that have a label. Rows that are purged go first: nothing may be weighed or fitted by them. */
export const labelledRows: readonly Pass[] = [completeRows, purgeRows, sampleRows, labelRows];

/**
 * From rows with a label to rows with features. Features are the dearest, so that rows which balancing leaves out go first; unless their part of
 * the set depends on a feature.
 */
export function featuredRows(writing: Writing): readonly Pass[] {
  const features = [featureRows, expressionRows];
  return splitsBeforeFeatures(writing)
    ? [splitRows, balanceRows, ...features]
    : [...features, splitRows, balanceRows];
}
