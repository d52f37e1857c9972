import type { Dialect } from "../../sql/dialect.ts";
import { renderWith } from "../statement.ts";
import type { TrainingSet } from "../training-types.ts";
import { encodeRows } from "./encoding/encode-rows.ts";
import { spineSteps } from "./spine-select.ts";
import { chainPasses, startWriting } from "./steps.ts";
import { trainingColumns } from "./training-columns.ts";
import { featuredRows, labelledRows } from "./training-rows.ts";

/**
 * The whole table of a training set as one SELECT: key, `as_of`, kept columns, features, expressions, label, `split`, `weight`, encoded columns.
 * One row for each row of the spine whose horizon is complete, less what purging, sampling and under-sampling leave out.
 */
export function trainingSelect(set: TrainingSet, dialect: Dialect): string {
  const writing = startWriting(set, dialect);
  const spine = spineSteps(writing);
  const passes = [...labelledRows, ...featuredRows(writing), encodeRows];
  const { steps, rows } = chainPasses(writing, passes, "quern_set_spine");
  const columns = trainingColumns(set).map(writing.quote);
  return renderWith([...spine, ...steps], `select ${columns.join(", ")}\nfrom ${rows}`);
}
