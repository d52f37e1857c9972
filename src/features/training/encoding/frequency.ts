import { textOf } from "../stable-hash.ts";
import { everyFold, type MethodOf, type ValueMethod } from "./method.ts";

/** Missing values are a value of their own. */
export const frequency: ValueMethod<MethodOf<"frequency">> = {
  shape: "values",
  otherwise: () => `select ${everyFold} as quern_fold, cast(0 as double) as quern_number`,
  fit: (column, _, __, { rows }) => `select ${everyFold} as quern_fold, ${textOf(column)} as quern_value,
cast(count(*) as double) / sum(count(*)) over () as quern_number
from ${rows}
group by all`,
};
