import { diagnose } from "../../base/diagnostic.ts";
import type {
  CategoryValue,
  FeatureDefinition,
  FeatureViewDefinition,
  Word,
} from "../../project/features/definitions.ts";
import { aggregateOf, checkAggregate } from "./aggregates.ts";
import type { Report } from "./feature-scope.ts";
import { type Length, lifetime, parseLength } from "./lengths.ts";
import type { ClockSpec, FeatureOutput } from "./types.ts";

/** The columns that a view's features make, in order: one for each value and window. What is wrong is reported, and left out. */
export function outputsOf(
  view: FeatureViewDefinition,
  clock: ClockSpec,
  report: Report,
): readonly FeatureOutput[] {
  return view.features.flatMap((feature) => {
    if (feature.expr) return expressionOf(feature, report);
    return feature.agg
      ? aggregatesOf(feature, view, clock, report)
      : attributeOf(feature, view, clock, report);
  });
}

/** Beside an expression stands only what is said of every column. */
function expressionOf(feature: FeatureDefinition, report: Report): readonly FeatureOutput[] {
  const { name, span, expr, agg } = feature;
  if (!expr) return [];
  if (agg) {
    report(diagnose("Q1205", { feature: name, agg: agg.text }, { span: agg.span }));
    return [];
  }
  refuse(feature, [...parts, "column", "windows", "ttl", "where"], "an expression", report);
  return [{ kind: "expression", value: expr, ...shared(feature), name, span }];
}

function attributeOf(
  feature: FeatureDefinition,
  view: FeatureViewDefinition,
  clock: ClockSpec,
  report: Report,
): readonly FeatureOutput[] {
  const { name, span, column } = feature;
  if (clock.kind === "events") {
    report(diagnose("Q1209", { feature: name, view: view.name, isAttribute: true }, { span }));
    return [];
  }
  refuse(feature, [...parts, "windows", "ttl", "where"], "an attribute", report);
  return [{ kind: "attribute", value: column ?? { sql: name, span }, ...shared(feature), name, span }];
}

function aggregatesOf(
  feature: FeatureDefinition,
  view: FeatureViewDefinition,
  clock: ClockSpec,
  report: Report,
): readonly FeatureOutput[] {
  const { name, span } = feature;
  const shape = checkAggregate(feature, report);
  const categories = categoriesOf(feature, report);
  const windows = windowsOf(feature, view, report);
  if (!shape || !categories || !windows) return [];
  if (clock.kind !== "events") {
    report(
      diagnose(
        "Q1209",
        { feature: name, view: view.name, isAttribute: false },
        { span: feature.agg?.span ?? span },
      ),
    );
    return [];
  }
  const isShare = shape.kind === "share";
  return categories.flatMap((category) =>
    windows.map(({ duration, suffix }): FeatureOutput => {
      const { where, by } = feature;
      return {
        kind: "aggregate",
        ...shared(feature),
        name: [name, ...(category ? [category.name] : []), ...(suffix === "" ? [] : [suffix])].join("_"),
        aggregate: aggregateOf(shape, feature, category),
        window: duration,
        where: [
          ...(where ? [{ sql: where }] : []),
          ...(by && category && !isShare ? [{ sql: by, equals: category.value }] : []),
        ],
        span: category?.span ?? span,
      };
    }),
  );
}

const shared = ({ name, default: otherwise }: FeatureDefinition) => ({
  feature: name,
  ...(otherwise && { default: otherwise }),
});

/** One entry for each value, or one without; undefined where `by` and `values` do not stand together. */
function categoriesOf(
  { name, by, values, spans, span }: FeatureDefinition,
  report: Report,
): readonly (CategoryValue | undefined)[] | undefined {
  if (!by && !values) return [undefined];
  if (by && values && values.items.length > 0) return values.items;
  const [has, lacks] = by ? (["by", "values"] as const) : (["values", "by"] as const);
  report(diagnose("Q1207", { feature: name, has, lacks }, { span: spans[has] ?? span }));
  return undefined;
}

interface Window {
  readonly duration: Length["duration"] | null;
  readonly suffix: string;
}

/** Without windows a feature looks back over its `ttl`, or over the view's, or over all times, and has its plain name. */
function windowsOf(
  { windows, ttl, spans }: FeatureDefinition,
  view: FeatureViewDefinition,
  report: Report,
): readonly Window[] | undefined {
  if (windows && ttl)
    report(diagnose("Q1203", { key: "ttl", what: "a feature with windows" }, { span: spans.ttl }));
  if (windows) {
    const read = windows.items.map((word) => readWindow(word, report));
    return read.every((window) => window !== undefined) ? read : undefined;
  }
  const alone = ttl ?? view.ttl;
  if (!alone) return [{ duration: null, suffix: "" }];
  const length = readWindow(alone, report);
  return length && [{ ...length, suffix: "" }];
}

function readWindow({ text, span }: Word, report: Report): Window | undefined {
  if (text === lifetime) return { duration: null, suffix: lifetime };
  const length = parseLength(text);
  if (length) return { duration: length.duration, suffix: length.short };
  report(diagnose("Q1204", { text }, { span }));
  return undefined;
}

const parts = ["weight", "numerator", "denominator", "by", "values", "quantile", "k", "approximate"] as const;

/** Reports the keys of a feature that mean nothing for what it is. */
export function refuse(
  { spans, span }: FeatureDefinition,
  keys: readonly string[],
  what: string,
  report: Report,
): void {
  for (const key of keys)
    if (spans[key] !== undefined) report(diagnose("Q1203", { key, what }, { span: spans[key] ?? span }));
}
