import type { Encoding } from "../../../../src/features/training-types.ts";
import { foldOf, isTraining, type Sample } from "./samples.ts";

type Value = number | string | boolean | null;

/** What one encoding makes of each sample, column by column, straight from what `Encoding` says. */
export function encodeSamples({ column, method }: Encoding, samples: readonly Sample[]): Value[][] {
  const training = samples.filter(isTraining);
  const numbers = training.flatMap(({ x }) => (x === null ? [] : [x]));
  const scale = (center: number, spread: number) =>
    samples.map(({ x }) => [
      x === null || numbers.length === 0 ? null : (x - center) / (spread === 0 ? 1 : spread),
    ]);
  switch (method.kind) {
    case "standard":
      return scale(mean(numbers), Math.sqrt(mean(numbers.map((x) => (x - mean(numbers)) ** 2))));
    case "min_max":
      return scale(Math.min(...numbers), Math.max(...numbers) - Math.min(...numbers));
    case "robust":
      return scale(quantile(numbers, 0.5), quantile(numbers, 0.75) - quantile(numbers, 0.25));
    case "log":
      return samples.map(({ x }) => [x === null ? null : Math.sign(x) * Math.log(1 + Math.abs(x))]);
    case "clip": {
      const [lower, upper] = [quantile(numbers, method.lower), quantile(numbers, method.upper)];
      return samples.map(({ x }) => [x === null ? null : numbers.length === 0 ? x : clamp(x, lower, upper)]);
    }
    case "bins": {
      const edges = Array.from({ length: method.count - 1 }, (_, i) =>
        quantile(numbers, (i + 1) / method.count),
      );
      const binOf = (x: number) => 1 + edges.filter((edge) => x > edge).length;
      return samples.map(({ x }) => [x === null || numbers.length === 0 ? null : binOf(x)]);
    }
    case "impute": {
      if (column === "c") {
        const filler =
          typeof method.with === "object" ? method.with.constant : (commonest(training)[0] ?? null);
        return samples.map(({ c }) => [c ?? filler]);
      }
      const filler = method.with === "mean" ? mean(numbers) : quantile(numbers, 0.5);
      return samples.map(({ x }) => [x ?? (numbers.length === 0 ? null : filler)]);
    }
    case "one_hot": {
      const values =
        method.values ?? Array.from({ length: method.limit ?? 10 }, (_, i) => commonest(training)[i]);
      return samples.map(({ c }) => values.map((value) => value !== undefined && c === value));
    }
    case "frequency":
      return samples.map(({ c }) => [
        training.length === 0 ? 0 : training.filter((row) => row.c === c).length / training.length,
      ]);
    case "target":
      return samples.map((sample) => {
        const fold = (row: Sample) => foldOf(row, method.folds, method.seed);
        const told = training.filter((row) => !isTraining(sample) || fold(row) !== fold(sample));
        const own = told.filter((row) => row.c === sample.c);
        if (told.length === 0) return [null];
        return [
          (labels(own) + method.smoothing * (labels(told) / told.length)) / (own.length + method.smoothing),
        ];
      });
  }
}

const mean = (numbers: readonly number[]) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
const labels = (rows: readonly Sample[]) => rows.filter((row) => row.y).length;
const clamp = (x: number, lower: number, upper: number) => Math.min(Math.max(x, lower), upper);

/** Between the two neighbours of the place, in proportion. */
function quantile(numbers: readonly number[], fraction: number): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  const place = fraction * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return low + (high - low) * (place - Math.floor(place));
}

/** By how often, then as they sort in bytes. */
function commonest(rows: readonly Sample[]): string[] {
  const counts = new Map<string, number>();
  for (const { c } of rows) if (c !== null) counts.set(c, (counts.get(c) ?? 0) + 1);
  return [...counts]
    .sort(([one, n], [other, m]) => m - n || Buffer.compare(Buffer.from(one), Buffer.from(other)))
    .map(([value]) => value);
}
