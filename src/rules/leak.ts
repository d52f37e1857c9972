import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import type { TrainingSetNode } from "../graph/types.ts";
import { describeLeak } from "./leaks/describe-leak.ts";
import { findLeak, type Leak, type LeakContext } from "./leaks/find-leak.ts";
import { findLabelRows } from "./leaks/label-rows.ts";
import { openFlows } from "./leaks/read-flow.ts";
import { readFeatures, readLabel, type SetFeature } from "./leaks/read-set.ts";
import type { Place } from "./leaks/types.ts";
import type { Rule, RuleContext } from "./types.ts";

/**
 * No feature of a training set may tell of what comes after the moment that it is of: what its label is made of. Followed are values, and what
 * decides which rows they are made of, through all nodes above.
 */
export const leak: Rule = function* (context) {
  let opened: LeakContext | undefined;
  for (const node of context.relations) {
    if (node.kind !== "training_set" || node.set.label === undefined) continue;
    opened ??= openContext(context);
    for (const diagnostic of leaksOf(node, node.set.label, context, opened))
      yield { node: node.id, diagnostic };
  }
};

type Label = NonNullable<TrainingSetNode["set"]["label"]>;

function* leaksOf(
  node: TrainingSetNode,
  label: Label,
  context: RuleContext,
  leaks: LeakContext,
): Generator<Diagnostic> {
  const { graph, bound } = context;
  const labelled = findLabelRows(readLabel(label, graph, bound), leaks.flowOf, leaks.unique);
  // Windows of one feature leak alike: they are one finding.
  const found = new Map<string, Found>();
  const leaking = new Set<string>();
  for (const feature of readFeatures(node, graph, bound)) {
    // That rows leak is said where no column says it better.
    if (feature.as === undefined && leaking.has(feature.name)) continue;
    const leak = findLeak(feature.rows, labelled, label.node, leaks);
    if (leak === undefined) continue;
    leaking.add(viewOf(feature));
    const way = describeLeak(leak, context);
    const key = `${viewOf(feature)} ${way}`;
    const known = found.get(key);
    if (known) known.others++;
    else found.set(key, { feature, leak, way, others: 0 });
  }
  for (const { feature, leak, way, others } of found.values()) {
    const name = others === 0 ? feature.name : `${feature.name} and ${others} more like it`;
    const isMany = others > 0 ? { isMany: true } : {};
    const parameters = { set: node.name, feature: name, label: label.name, way, ...isMany };
    const code = leak.isEarly ? "Q1257" : feature.rows.clock.kind === "none" ? "Q1255" : "Q1256";
    yield diagnose(code, parameters, { span: spanOf(feature, node) });
  }
}

interface Found {
  readonly feature: SetFeature;
  readonly leak: Leak;
  readonly way: string;
  others: number;
}

const viewOf = ({ name }: SetFeature): string => name.replace(/\..*$/, "");

/** The line of the set's YAML that takes the feature. */
function spanOf(feature: SetFeature, node: TrainingSetNode): Span {
  const { as } = feature;
  const first = node.set.features.find(({ view }) => view.endsWith(`.${viewOf(feature)}`))?.columns[0];
  const name = as ?? first?.as;
  return node.columns.find((column) => column.name === name)?.span ?? node.span;
}

function openContext({ graph, bound, uniqueColumns: unique }: RuleContext): LeakContext {
  return {
    bound,
    unique,
    flowOf: openFlows(bound, unique),
    placesRead: (id) =>
      (graph.nodes[id]?.dependsOn ?? []).flatMap((node): readonly Place[] => [
        ...(bound.nodes[node]?.columns ?? []).map(({ name }) => ({ node, column: name })),
        { node, column: null },
      ]),
    isExact: ({ node: id, column }) => {
      const node = graph.nodes[id];
      // Its build is the clock of a snapshot that compares values: it holds what was known then.
      if (node?.kind === "snapshot") return node.settings.updated_at === undefined;
      if (node?.kind !== "training_set") return false;
      return column === null || node.set.label?.name.toLowerCase() !== column.toLowerCase();
    },
  };
}
