import type { Span } from "../../base/span.ts";
import { currentSelect } from "../../features/current-values.ts";
import type { FeatureView } from "../../features/types.ts";
import type { FeatureOutput } from "../../graph/features/types.ts";
import type { FeatureViewNode } from "../../graph/types.ts";
import type { SqlText } from "../../project/features/definitions.ts";
import { fixedMoment } from "./moment-of.ts";
import { type Probe, type Probing, textsOfClock } from "./probing.ts";

/**
 * The parts of a view: its texts over the source's rows, its clock, each feature without the others, and
 * expressions over all before them.
 */
export function probeView(
  { view, span }: FeatureViewNode,
  data: FeatureView,
  probing: Probing,
): readonly (readonly Probe[])[] {
  const { fragments, dialect, over, named, moments } = probing;
  const { clock, outputs } = view;
  const selectOf = (columns: FeatureView["columns"]): string =>
    currentSelect({ ...data, columns }, dialect.renderTimestamp(fixedMoment), dialect);
  const part = (columns: FeatureView["columns"], place: Span): Probe => ({
    select: selectOf(columns),
    spanAt: () => place,
  });
  const each = outputs.map((output, index) => ({
    output,
    index,
    column: data.columns.slice(index, index + 1),
  }));
  const texts = [...view.where, ...textsOfClock(clock), ...view.order, ...outputs.flatMap(textsOfOutput)];
  const from = fragments.relation(view.node);
  return [
    [...named(view.node, view.sourceKey), ...over(from, texts)],
    moments(from, textsOfClock(clock), view.zone),
    [part([], textsOfClock(clock)[0]?.span ?? view.sourceKey[0]?.span ?? span)],
    each.flatMap(({ output, column }) =>
      output.kind === "expression" ? [] : [part(column, placeOf(output))],
    ),
    each.flatMap(({ output, index }) =>
      output.kind === "expression"
        ? over(`(\n${selectOf(data.columns.slice(0, index))}\n)`, [output.value])
        : [],
    ),
    each.flatMap(({ output, index }) =>
      output.kind === "expression" ? [part(data.columns.slice(0, index + 1), placeOf(output))] : [],
    ),
  ];
}

/** What an output says of the source's rows. Expressions are over other outputs. */
function textsOfOutput(output: FeatureOutput): readonly (SqlText | undefined)[] {
  if (output.kind !== "aggregate") return output.kind === "attribute" ? [output.value] : [];
  const { value, weight, numerator, denominator } = output.aggregate;
  return [value, weight, numerator, denominator, ...output.where.map(({ sql }) => sql)];
}

function placeOf(output: FeatureOutput): Span {
  if (output.kind !== "aggregate") return output.value.span;
  const { value, numerator } = output.aggregate;
  return (value ?? numerator)?.span ?? output.span;
}
