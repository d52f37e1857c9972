import fc from "fast-check";
import type { SpineSource, Split, TrainingSet } from "../../../src/features/training-types.ts";
import type { Duration } from "../../../src/features/types.ts";
import type { TimePart } from "./reference.ts";
import { dayMs, literalOf } from "./reference-time.ts";
import { start } from "./shop.ts";

/** Twice a week over the people alive then. */
export const twiceAWeek = {
  step: { amount: 84, unit: "hour" } as Duration,
  from: start + 5 * dayMs,
  to: start + 60 * dayMs,
};

export const everySpine: SpineSource = {
  kind: "every",
  step: twiceAWeek.step,
  from: literalOf(twiceAWeek.from),
  to: literalOf(twiceAWeek.to),
  population: { relation: "people", key: ["id"], aliveSince: "since", aliveUntil: "until" },
};

/** A set of the shop's people without features. */
export function setOf(zone: string, parts: Partial<TrainingSet> = {}): TrainingSet {
  return {
    name: "churn",
    key: ["id"],
    zone,
    spine: everySpine,
    features: [],
    expressions: [],
    encodings: [],
    ...parts,
  };
}

/** Parts of time as a set has them. */
export const timeSplit = (
  parts: readonly TimePart[],
  purge?: Duration,
): Extract<Split, { kind: "time" }> => ({
  kind: "time",
  parts: parts.map(({ name, until }) => ({ name, ...(until !== undefined && { until: literalOf(until) }) })),
  ...(purge && { purge }),
});

/** Parts that begin and end at times of the shop, some of them with the spine; the last may end before the spine does. */
export const arbitraryTimeParts: fc.Arbitrary<readonly TimePart[]> = fc
  .record({
    days: fc.uniqueArray(fc.integer({ min: 5, max: 60 }), { minLength: 2, maxLength: 3 }),
    ends: fc.boolean(),
  })
  .map(({ days, ends }) => {
    const untils = days.toSorted((one, other) => one - other).map((day) => start + day * dayMs);
    const parts = untils.map((until, i) => ({ name: names[i] ?? "", until }));
    return ends ? parts : [...parts, { name: "last" }];
  });

const names = ["train", "valid", "test"];

export const arbitraryPurge: fc.Arbitrary<Duration> = fc.constantFrom<Duration>(
  { amount: 15, unit: "day" },
  { amount: 84, unit: "hour" },
  { amount: 1, unit: "month" },
);

export const within: Duration = { amount: 15, unit: "day" };

/** Did anything paid for come within 15 days? */
export function existsLabel(
  parts: Partial<NonNullable<TrainingSet["label"]>> = {},
): NonNullable<TrainingSet["label"]> {
  return {
    name: "bought",
    relation: "orders",
    key: ["buyer"],
    timestamp: "ordered_at",
    where: "paid",
    within,
    value: { kind: "exists" },
    order: [],
    ...parts,
  };
}
