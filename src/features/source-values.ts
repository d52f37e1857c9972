import type { Dialect } from "../sql/dialect.ts";
import { eventValues } from "./event-values.ts";
import type { Occasions } from "./occasions.ts";
import { constantValues, versionValues } from "./state-values.ts";
import type { Cte } from "./statement.ts";
import type { Clock, FeatureColumn, FeatureSource } from "./types.ts";

/** What a source is to give for moments. */
export interface ValuesRequest {
  readonly source: FeatureSource;
  /** Aggregates of events, attributes of states. */
  readonly columns: readonly FeatureColumn[];
  readonly at: Occasions;
  /** Of what is made, and the beginning of its parts' names. */
  readonly name: string;
}

/** What a source gives for moments: one row for each. */
export interface Values {
  readonly ctes: readonly Cte[];
  /** What stands after FROM. */
  readonly from: string;
  /** SQL of each column's value, with its default. */
  readonly values: readonly string[];
}

/** Returns a source's values at moments. */
export function sourceValues(request: ValuesRequest, dialect: Dialect): Values {
  const { clock } = request.source;
  return (makers[clock.kind] as Maker<Clock>)(request, clock, dialect);
}

type Maker<Given> = (request: ValuesRequest, clock: Given, dialect: Dialect) => Values;

const makers: { readonly [Kind in Clock["kind"]]: Maker<Extract<Clock, { kind: Kind }>> } = {
  events: eventValues,
  versions: versionValues,
  none: constantValues,
};
