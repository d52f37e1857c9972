import { shiftMoment } from "../moments.ts";
import type { Pass } from "./steps.ts";

/**
 * Only the rows that look no further than the end of their part of time, where the split says so: what comes later is for the parts after it to
 * measure. Of the last part all rows stay. A row's fate depends on its moment alone, so it is the same when other rows come.
 */
export const purgeRows: Pass = ({ set, dialect }, from) => {
  const { split, zone } = set;
  if (split?.kind !== "time" || split.purge === undefined) return [];
  const end = shiftMoment("as_of", split.purge, 1, zone, dialect);
  const branches = split.parts
    .slice(0, -1)
    .flatMap(({ until }) => (until === undefined ? [] : [`when as_of < ${until} then ${end} <= ${until}`]));
  if (branches.length === 0) return [];
  const stays = `case ${branches.join(" ")} else true end`;
  return [{ name: "quern_set_purged", select: `select *\nfrom ${from}\nwhere ${stays}` }];
};
