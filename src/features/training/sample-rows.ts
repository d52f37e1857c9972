import { isWithin, rowHash } from "./stable-hash.ts";
import type { Pass } from "./steps.ts";

/** The part of the rows that a sample takes: by hash, so the same whenever it is asked, and a smaller sample is a part of a larger one. */
export const sampleRows: Pass = (writing, from) => {
  const { sample } = writing.set;
  if (sample === undefined) return [];
  const taken = isWithin(rowHash(writing, sample.seed), sample.share);
  return [{ name: "quern_set_sample", select: `select *\nfrom ${from}\nwhere ${taken}` }];
};
