import { type CatalogueEntry, entry } from "./entry.ts";

export interface Leak {
  readonly set: string;
  readonly feature: string;
  readonly label: string;
  /** From the feature to what the label is made of. */
  readonly way: string;
  readonly isMany?: boolean;
}

const allowed = "; or, if it is right so, put `allow: [{rule: leak, reason: ..}]` on the set";

/** @param instead what can be done, apart from allowing it */
const leak = (instead: string): CatalogueEntry<Leak> =>
  entry({
    severity: "error",
    message: ({ set, feature, label, way, isMany }: Leak) =>
      `${set}: ${feature} ${isMany ? "see" : "sees"} the label "${label}": ${way} (leak)`,
    hint: () => `${instead}${allowed}`,
  });

/** Q1255 to Q1264: features that tell of what comes after their moment. */
export const leakMessages = {
  Q1255: leak(
    "the table is of today, what came after the moment included: take the feature from a snapshot, or from the events themselves by a `timestamp`",
  ),
  Q1256: leak(
    "rows of later moments get in: look back only (`lag`, a frame that ends at the current row, a join on earlier moments), or say in `known_at` of the view when a row is known",
  ),
  Q1257: leak(
    "the `timestamp` is the start of a day or the like, and the row tells of all of it: take the moment itself, or the end of the day, or say in `known_at` when a row is known",
  ),
};
