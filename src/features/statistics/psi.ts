/** The smallest share a bin is taken to have: the logarithm of an empty one would be infinite. */
export const smallestShare = 0.0001;

/**
 * Population stability index of two columns over the same bins: the sum of (current - reference) * ln(current / reference) over the shares of the bins
 * (N. Siddiqi, Credit Risk Scorecards, 2006, chapter 11; it is the divergence of H. Jeffreys, Theory of Probability, 1948). A share below
 * 0.0001 counts as 0.0001. Zero for equal shares, and the same both ways. Customary reading: below 0.1 nothing has changed, above 0.2
 * (or 0.25) something has. Null where either has no rows.
 */
export function psi(reference: readonly number[], current: readonly number[]): number | null {
  const expected = sharesOf(reference);
  const found = sharesOf(current);
  if (expected === undefined || found === undefined) return null;
  return expected.reduce((sum, share, bin) => {
    const a = Math.max(found[bin] ?? 0, smallestShare);
    const r = Math.max(share, smallestShare);
    return sum + (a - r) * Math.log(a / r);
  }, 0);
}

function sharesOf(counts: readonly number[]): readonly number[] | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return total > 0 ? counts.map((count) => count / total) : undefined;
}
