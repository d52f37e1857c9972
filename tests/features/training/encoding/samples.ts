import fc from "fast-check";
import type { Encoding, TrainingSet } from "../../../../src/features/training-types.ts";
import type { Engine } from "../engine.ts";
import { hashOf, hashRange } from "../reference.ts";
import { dayMs, textOfMoment } from "../reference-time.ts";
import { start } from "../shop.ts";

/** A row to be encoded, with its label: whether something came after it. */
export interface Sample {
  readonly id: number;
  readonly at: number;
  readonly x: number | null;
  readonly c: string | null;
  readonly y: boolean;
}

export const parts = [
  { name: "train", share: 0.6 },
  { name: "test", share: 0.4 },
];

export const isTraining = ({ id }: Sample) => hashOf("s", id) < 0.6 * hashRange;

export const foldOf = ({ id }: Sample, folds: number, seed: string) =>
  Math.floor((hashOf(seed, id) / hashRange) * folds);

export const arbitrarySamples: fc.Arbitrary<readonly Sample[]> = fc
  .array(
    fc.record({
      id: fc.integer({ min: 1, max: 12 }),
      x: fc.option(
        // By the thousandth: quotients of numbers next to zero are a matter of rounding.
        fc.oneof(
          fc.integer({ min: -5, max: 5 }),
          fc.integer({ min: -1e9, max: 1e9 }).map((thousandths) => thousandths / 1000),
        ),
      ),
      c: fc.option(fc.constantFrom("kr", "us", "it's", "", "서울")),
      y: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map((rows) => rows.map((row, index) => ({ ...row, at: start + index * 2 * dayMs })));

/** A set with a row for each sample. */
export function setOf(encodings: readonly Encoding[]): TrainingSet {
  return {
    name: "samples",
    key: ["id"],
    zone: "UTC",
    spine: { kind: "rows", relation: "samples", key: ["id"], asOf: "t", keep: ["x", "c"] },
    features: [],
    expressions: [],
    label: {
      name: "y",
      relation: "outcomes",
      key: ["id"],
      timestamp: "t",
      within: { amount: 1, unit: "day" },
      value: { kind: "exists" },
      observedUntil: "timestamp '2100-01-01'",
      order: [],
    },
    split: { kind: "hash", of: "entity", seed: "s", parts },
    encodings,
  };
}

export async function createSamples(engine: Engine, samples: readonly Sample[]): Promise<void> {
  await engine.run("create or replace table samples (id integer, t timestamp, x double, c varchar)");
  await engine.run("create or replace table outcomes (id integer, t timestamp)");
  const text = (value: string | null) => (value === null ? "null" : `'${value.replaceAll("'", "''")}'`);
  const rows = samples.map(({ id, at, x, c }) => `(${id}, '${textOfMoment(at)}', ${x}, ${text(c)})`);
  const outcomes = samples.filter(({ y }) => y).map(({ id, at }) => `(${id}, '${textOfMoment(at + dayMs)}')`);
  if (rows.length > 0) await engine.run(`insert into samples values ${rows.join(", ")}`);
  if (outcomes.length > 0) await engine.run(`insert into outcomes values ${outcomes.join(", ")}`);
}
