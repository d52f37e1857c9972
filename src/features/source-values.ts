import type { Dialect } from "../sql/dialect.ts";
import type { Aggregated } from "./aggregate-rows.ts";
import { eventValues } from "./event-values.ts";
import { constantValues, versionValues } from "./state-values.ts";
import type { Clock } from "./types.ts";
import type { ValuesRequest } from "./values-request.ts";

/** Returns a source's values at moments. */
export function sourceValues(request: ValuesRequest, dialect: Dialect): Aggregated {
  const { clock } = request.source;
  return (makers[clock.kind] as Maker<Clock>)(request, clock, dialect);
}

type Maker<Given> = (request: ValuesRequest, clock: Given, dialect: Dialect) => Aggregated;

const makers: { readonly [Kind in Clock["kind"]]: Maker<Extract<Clock, { kind: Kind }>> } = {
  events: eventValues,
  versions: versionValues,
  none: constantValues,
};
