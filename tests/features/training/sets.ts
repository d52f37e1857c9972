import type { SpineSource, TrainingSet } from "../../../src/features/training-types.ts";
import type { Duration } from "../../../src/features/types.ts";
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
