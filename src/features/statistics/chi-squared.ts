/** Pearson's chi-squared of a table of counts. */
export interface ChiSquared {
  readonly statistic: number;
  readonly degrees: number;
  readonly pValue: number;
  /** Cramér's V: sqrt(statistic / (n * (min(rows, columns) - 1))), in [0, 1]. Does not grow with the number of rows. */
  readonly cramersV: number;
}

/**
 * Chi-squared of independence, without Yates's correction (K. Pearson, 1900; V: H. Cramér, Mathematical Methods of Statistics, 1946). Rows and
 * columns that are empty are left out; null where fewer than two of either are left.
 */
export function chiSquared(counts: readonly (readonly number[])[]): ChiSquared | null {
  const rowSums = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columnSums = (counts[0] ?? []).map((_, j) => counts.reduce((sum, row) => sum + (row[j] ?? 0), 0));
  const total = rowSums.reduce((sum, count) => sum + count, 0);
  const rows = rowSums.filter((sum) => sum > 0).length;
  const columns = columnSums.filter((sum) => sum > 0).length;
  if (rows < 2 || columns < 2) return null;
  let statistic = 0;
  for (const [i, row] of counts.entries())
    for (const [j, columnSum] of columnSums.entries()) {
      const expected = ((rowSums[i] ?? 0) * columnSum) / total;
      if (expected > 0) statistic += ((row[j] ?? 0) - expected) ** 2 / expected;
    }
  const degrees = (rows - 1) * (columns - 1);
  return {
    statistic,
    degrees,
    pValue: chiSquaredTail(statistic, degrees),
    cramersV: Math.min(1, Math.sqrt(statistic / (total * (Math.min(rows, columns) - 1)))),
  };
}

/** The probability of a chi-squared of at least `statistic`: the upper regularised gamma function Q(degrees / 2, statistic / 2). */
export function chiSquaredTail(statistic: number, degrees: number): number {
  const a = degrees / 2;
  const x = statistic / 2;
  if (x <= 0) return 1;
  const scale = Math.exp(-x + a * Math.log(x) - logGamma(a));
  return x < a + 1 ? 1 - scale * gammaSeries(a, x) : scale * gammaFraction(a, x);
}

const enough = 1e-15;
const steps = 10_000;

/** P(a, x) without its scale, by its series (Numerical Recipes, 3rd edition, 6.2.5). */
function gammaSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < steps && term > sum * enough; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** Q(a, x) without its scale, by its continued fraction in Lentz's way (Numerical Recipes, 3rd edition, 6.2.7). */
function gammaFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < steps; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (Math.abs(an * d + b) < tiny ? tiny : an * d + b);
    c = Math.abs(b + an / c) < tiny ? tiny : b + an / c;
    h *= d * c;
    if (Math.abs(d * c - 1) < enough) break;
  }
  return h;
}

const lanczos = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** ln of the gamma function of a positive number, by C. Lanczos's approximation (g = 7, 9 terms). */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const y = x - 1;
  const sum = lanczos.reduce(
    (total, coefficient, index) => total + coefficient / (y + index + 1),
    0.9999999999998099,
  );
  const t = y + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(t) - t + Math.log(sum);
}
