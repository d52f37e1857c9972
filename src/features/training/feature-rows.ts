import { pointInTimeSelect } from "../point-in-time.ts";
import { splitsBeforeFeatures } from "./split-rows.ts";
import type { Pass, Writing } from "./steps.ts";
import { partColumns } from "./training-columns.ts";

/** Adds the features as they stood at each row's moment; what the rows have already stays. */
export const featureRows: Pass = (writing, from) => {
  const { set, dialect } = writing;
  if (set.features.length === 0) return [];
  const request = {
    spine: { relation: from, key: set.key, asOf: "as_of" },
    keep: columnsBefore(writing),
    views: set.features,
  };
  return [
    {
      name: "quern_set_featured",
      materialized: set.encodings.length > 0 && set.expressions.length === 0,
      select: pointInTimeSelect(request, dialect),
    },
  ];
};

/** What rows have beside key and moment when the features come. */
function columnsBefore(writing: Writing): readonly string[] {
  const { set } = writing;
  return [
    ...(set.spine.kind === "rows" ? set.spine.keep : []),
    ...(set.label === undefined ? [] : [set.label.name]),
    ...(splitsBeforeFeatures(writing) ? partColumns(set) : []),
  ];
}
