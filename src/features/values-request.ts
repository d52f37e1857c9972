import type { Occasions } from "./occasions.ts";
import type { FeatureColumn, FeatureSource } from "./types.ts";

/** What a source is to give for moments. */
export interface ValuesRequest {
  readonly source: FeatureSource;
  /** Aggregates of events, attributes of states. */
  readonly columns: readonly FeatureColumn[];
  readonly at: Occasions;
  /** Are the moment and the key asked for beside the columns? */
  readonly carries: boolean;
  /** Of what is made, and the beginning of its parts' names. */
  readonly name: string;
}

/** Columns that stand beside the values, and are the same in all rows of a moment. */
export const carriedBy = ({ at, carries }: ValuesRequest): readonly string[] => (carries ? at.carried : []);
