import { diagnose } from "../../base/diagnostic.ts";
import { findSuggestion } from "../../base/suggest.ts";
import type { Aggregate } from "../../features/types.ts";
import type { CategoryValue, FeatureDefinition } from "../../project/features/definitions.ts";
import type { Report } from "./feature-scope.ts";
import type { AggregateSpec } from "./types.ts";

type Part =
  | "column"
  | "weight"
  | "numerator"
  | "denominator"
  | "by"
  | "values"
  | "quantile"
  | "k"
  | "approximate";

interface Shape {
  readonly kind: Aggregate["kind"];
  readonly needs: readonly Part[];
  readonly may?: readonly Part[];
}

const ofValue = (kind: Aggregate["kind"]): Shape => ({ kind, needs: ["column"] });
const ofRows = (kind: Aggregate["kind"]): Shape => ({ kind, needs: [] });

/** What each aggregation is called, and what of a feature it needs. Whatever may be said of all is not listed. */
const shapes: Readonly<Record<string, Shape>> = {
  count: { kind: "count", needs: [], may: ["column"] },
  sum: ofValue("sum"),
  mean: ofValue("mean"),
  min: ofValue("min"),
  max: ofValue("max"),
  stddev: ofValue("stddev"),
  first: ofValue("first"),
  last: ofValue("last"),
  count_distinct: { kind: "count_distinct", needs: ["column"], may: ["approximate"] },
  mode: { kind: "mode", needs: ["column"], may: ["weight"] },
  quantile: { kind: "quantile", needs: ["column", "quantile"] },
  median: ofValue("quantile"),
  days_since_last: ofRows("days_since_last"),
  days_since_first: ofRows("days_since_first"),
  mean_gap_days: ofRows("mean_gap_days"),
  stddev_gap_days: ofRows("stddev_gap_days"),
  slope: ofValue("slope"),
  ratio: { kind: "ratio", needs: ["numerator", "denominator"] },
  share: { kind: "share", needs: ["by", "values"], may: ["column", "weight"] },
  list_last_k: { kind: "list_last", needs: ["column", "k"] },
};

const parts: readonly Part[] = [
  "column",
  "weight",
  "numerator",
  "denominator",
  "by",
  "values",
  "quantile",
  "k",
  "approximate",
];

/** The names of all aggregations. */
export const aggregateNames: readonly string[] = Object.keys(shapes);

/** Checks a feature's aggregation and what it needs; undefined, with the reasons reported, where it cannot be made. */
export function checkAggregate(feature: FeatureDefinition, report: Report): Shape | undefined {
  const { agg, name, spans } = feature;
  if (!agg) return undefined;
  const shape = Object.hasOwn(shapes, agg.text) ? shapes[agg.text] : undefined;
  if (!shape) {
    const suggestion = findSuggestion(agg.text, aggregateNames);
    report(
      diagnose(
        "Q1201",
        { agg: agg.text, known: aggregateNames, ...(suggestion && { suggestion }) },
        { span: agg.span },
      ),
    );
    return undefined;
  }
  const missing = shape.needs.filter((part) => feature[part] === undefined);
  if (missing.length > 0) {
    report(diagnose("Q1202", { feature: name, agg: agg.text, missing }, { span: agg.span }));
    return undefined;
  }
  const known: readonly Part[] = [...shape.needs, ...(shape.may ?? []), "by", "values"];
  for (const part of parts) {
    if (feature[part] === undefined || known.includes(part)) continue;
    report(diagnose("Q1203", { key: part, what: `agg: ${agg.text}` }, { span: spans[part] ?? feature.span }));
  }
  return shape;
}

/** What is computed of a feature, for one value of its category where it has some. */
export function aggregateOf(
  { kind }: Shape,
  feature: FeatureDefinition,
  category: CategoryValue | undefined,
): AggregateSpec {
  const { agg, column, weight, numerator, denominator, by, quantile, k, approximate } = feature;
  switch (kind) {
    case "count":
      return column ? { kind: "count_values", value: column } : { kind };
    case "count_distinct":
      return { kind: approximate ? "approx_count_distinct" : kind, ...(column && { value: column }) };
    case "quantile":
      return {
        kind,
        ...(column && { value: column }),
        fraction: agg?.text === "median" ? 0.5 : (quantile ?? 0.5),
      };
    case "share": {
      const counted = weight ?? column;
      return {
        kind,
        ...(by && { value: by }),
        ...(category && { equals: category.value }),
        ...(counted && { weight: counted }),
      };
    }
    case "list_last":
      return { kind, ...(column && { value: column }), length: k ?? 1 };
    default:
      return {
        kind,
        ...(column && { value: column }),
        ...(weight && { weight }),
        ...(numerator && { numerator }),
        ...(denominator && { denominator }),
      };
  }
}
