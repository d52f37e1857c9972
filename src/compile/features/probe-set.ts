import type { Span } from "../../base/span.ts";
import { trainingSelect } from "../../features/training/training-select.ts";
import type { TrainingSet } from "../../features/training-types.ts";
import type { SetSpec } from "../../graph/features/types.ts";
import type { TrainingSetNode } from "../../graph/types.ts";
import { type Probe, type Probing, textsOfClock } from "./probing.ts";

/**
 * The parts of a set: its texts over the rows they are about, its spine, its label, its expressions with the features and all before them, its
 * encodings one by one. Its views have been found right before it is looked at.
 */
export function probeSet(
  { set, span }: TrainingSetNode,
  data: TrainingSet,
  probing: Probing,
): readonly (readonly Probe[])[] {
  const { dialect, over } = probing;
  const { name, key, zone, spine, features, expressions, label, encodings, split, balance } = data;
  const bare: TrainingSet = { name, key, zone, spine, features: [], expressions: [], encodings: [] };
  const featured: TrainingSet = { ...bare, features, ...(label && { label }) };
  const whole = (part: TrainingSet, place: Span): Probe => ({
    select: trainingSelect(part, dialect),
    spanAt: () => place,
  });
  const withEncoding = (index: number): TrainingSet => ({
    ...featured,
    expressions,
    ...(split && { split }),
    ...(balance && { balance }),
    encodings: encodings.slice(index, index + 1),
  });
  return [
    [...ofSpine(set, probing), ...ofLabel(set, probing), ...ofJoins(set, probing)],
    momentsOf(set, probing),
    [whole(bare, spanOfSpine(set) ?? span)],
    label && set.label ? [whole({ ...bare, label }, placeOfLabel(set.label))] : [],
    set.expressions.flatMap(({ value }, index) => {
      const before = { ...featured, expressions: expressions.slice(0, index) };
      return over(`(\n${trainingSelect(before, dialect)}\n)`, [value]);
    }),
    set.encodings.map((encoding, index) => whole(withEncoding(index), encoding.span)),
  ];
}

function momentsOf(
  { spine, label, features, zone }: SetSpec,
  { fragments, moments }: Probing,
): readonly Probe[] {
  const joins = [...new Set(features.flatMap((one) => one.joins))];
  const population = spine.kind === "every" ? spine.population : undefined;
  return [
    ...(spine.kind === "rows" ? moments(fragments.relation(spine.node), [spine.asOf], zone) : []),
    ...(population
      ? moments(fragments.relation(population.node), [population.aliveSince, population.aliveUntil], zone)
      : []),
    ...(label ? moments(fragments.relation(label.node), [label.timestamp], zone) : []),
    ...joins.flatMap((join) => moments(fragments.relation(join.node), textsOfClock(join.clock), join.zone)),
  ];
}

function ofSpine({ spine }: SetSpec, { fragments, over, named }: Probing): readonly Probe[] {
  if (spine.kind === "rows")
    return [
      ...named(spine.node, [...spine.key, ...spine.keep]),
      ...over(fragments.relation(spine.node), [spine.asOf, spine.where]),
    ];
  const { population } = spine;
  if (!population) return [];
  const { node, key, where, aliveSince, aliveUntil } = population;
  return [...named(node, key), ...over(fragments.relation(node), [where, aliveSince, aliveUntil])];
}

function spanOfSpine({ spine }: SetSpec): Span | undefined {
  if (spine.kind === "rows") return spine.asOf.span;
  return spine.population?.aliveSince?.span ?? spine.population?.key[0]?.span;
}

function ofLabel({ label }: SetSpec, { fragments, over, named }: Probing): readonly Probe[] {
  if (!label) return [];
  const { node, key, value, timestamp, where, order } = label;
  const computed =
    value.kind === "aggregate"
      ? [
          value.aggregate.value,
          value.aggregate.weight,
          value.aggregate.numerator,
          value.aggregate.denominator,
        ]
      : [];
  return [...named(node, key), ...over(fragments.relation(node), [timestamp, where, ...order, ...computed])];
}

function placeOfLabel({ value, timestamp }: NonNullable<SetSpec["label"]>): Span {
  return (value.kind === "aggregate" ? value.aggregate.value?.span : undefined) ?? timestamp.span;
}

function ofJoins({ features }: SetSpec, { fragments, over, named }: Probing): readonly Probe[] {
  const joins = [...new Set(features.flatMap((one) => one.joins))];
  return joins.flatMap(({ node, key, foreignKey, where, clock }) => [
    ...named(node, [...key, ...foreignKey]),
    ...over(fragments.relation(node), [...where, ...textsOfClock(clock)]),
  ]);
}
