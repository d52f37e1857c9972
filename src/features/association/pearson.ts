/** A correlation, and how many pairs it is of. */
export interface Correlation {
  readonly value: number;
  readonly rows: number;
}

/**
 * Pearson's correlation of the rows that have both values (K. Pearson, 1895): sum of (x - mean x)(y - mean y) over the root of the product of both sums of
 * squares. In two passes, so that large means cost no digits. Null where either is constant or fewer than two rows have both.
 */
export function pearson(x: Float64Array, y: Float64Array): Correlation | null {
  let rows = 0;
  let sumX = 0;
  let sumY = 0;
  for (let i = 0; i < x.length; i++) {
    const a = x[i] as number;
    const b = y[i] as number;
    // NaN is the only value that differs from itself: a - a + b - b is then NaN too.
    if (a - a + (b - b) !== 0) continue;
    rows++;
    sumX += a;
    sumY += b;
  }
  if (rows < 2) return null;
  const meanX = sumX / rows;
  const meanY = sumY / rows;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < x.length; i++) {
    const a = (x[i] as number) - meanX;
    const b = (y[i] as number) - meanY;
    if (a - a + (b - b) !== 0) continue;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  // What is left of a constant is rounding.
  const tiny = Number.EPSILON * Number.EPSILON * rows;
  if (xx <= tiny * meanX * meanX || yy <= tiny * meanY * meanY || xx === 0 || yy === 0) return null;
  return { value: Math.max(-1, Math.min(1, xy / (Math.sqrt(xx) * Math.sqrt(yy)))), rows };
}

/**
 * The ranks of values, from 1, equal ones with the mean of their ranks; missing ones stay missing. Pearson's correlation of two columns' ranks is
 * Spearman's (C. Spearman, 1904); where values are missing, ranks are those among all values of their column.
 */
export function ranks(values: Float64Array): Float64Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const distinct = new Float64Array(sorted.length);
  const rankOf = new Float64Array(sorted.length);
  let size = 0;
  for (let first = 0; first < sorted.length; size++) {
    let next = first + 1;
    while (next < sorted.length && sorted[next] === sorted[first]) next++;
    distinct[size] = sorted[first] as number;
    rankOf[size] = (first + next + 1) / 2;
    first = next;
  }
  const ranked = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    ranked[i] = Number.isNaN(value) ? value : (rankOf[placeOf(value, distinct, size)] as number);
  }
  return ranked;
}

/** Where a value stands among the first `size` of ascending numbers. */
function placeOf(value: number, ascending: Float64Array, size: number): number {
  let low = 0;
  let high = size - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
