/*
 * Stand in the statements of a refresh where the earlier moment and tables go that only a run knows; `fillPlaces` puts them there.
 */
export const sinceMarker = "__quern_since__";
export const momentsMarker = "__quern_moments__";
export const changedMarker = "__quern_changed__";
export const freshMarker = "__quern_fresh__";

/** A statement of a refresh with the places that a run knows. SQL of a moment, and relations as they stand after FROM. */
export function fillPlaces(
  sql: string,
  places: {
    readonly since?: string;
    readonly moments: string;
    readonly changed: string;
    readonly fresh: string;
  },
): string {
  return sql
    .replaceAll(sinceMarker, () => places.since ?? sinceMarker)
    .replaceAll(momentsMarker, () => places.moments)
    .replaceAll(changedMarker, () => places.changed)
    .replaceAll(freshMarker, () => places.fresh);
}
