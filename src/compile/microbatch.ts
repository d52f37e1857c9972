import type { ResolvedSettings } from "../graph/types.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { Batch } from "./types.ts";

/** Stand in a compiled batch SELECT where the batch's bounds go; `fillBatch` puts literals there. */
export const batchStartMarker = "__quern_batch_start__";
export const batchEndMarker = "__quern_batch_end__";

/** The SELECT of one batch: its bounds as timestamp literals in UTC. */
export function fillBatch(select: string, batch: Batch, dialect: Dialect): string {
  return select
    .replaceAll(batchStartMarker, dialect.renderTimestamp(batch.start))
    .replaceAll(batchEndMarker, dialect.renderTimestamp(batch.end));
}

/** What part of event time a build is asked for (`--event-time-start`, `--event-time-end`); an open end is `begin` or now. */
export interface EventTimeRange {
  readonly start?: Date;
  readonly end?: Date;
}

/**
 * The batches that a build fills, oldest first: every batch from `begin` to `now` that the ledger does not cover in full, and the last
 * `lookback` batches before the current one (default 1) whether filled or not, for rows that came late. A range is a restatement: its
 * batches are filled again, and no others; it may reach before `begin`.
 *
 * Bounds are those of the calendar in UTC. The current batch ends at `now`, so that the ledger, which keeps what was filled, does not take
 * it for whole: the next build fills it again. A full refresh does not look at the ledger.
 */
export function batchesToFill(
  settings: ResolvedSettings,
  ledger: readonly Batch[],
  now: Date,
  options: {
    readonly lookback?: number;
    readonly range?: EventTimeRange;
    readonly fullRefresh?: boolean;
  } = {},
): readonly Batch[] {
  const size = settings.batch_size ?? "day";
  const begin =
    settings.begin === undefined ? floorTo(size, now) : floorTo(size, parseMoment(settings.begin));
  if (options.range !== undefined) {
    const { start = begin, end = now } = options.range;
    return batchesBetween(size, start, end < now ? end : now, now);
  }
  const lookback = options.lookback ?? settings.lookback ?? 1;
  const alwaysFrom = addTo(size, floorTo(size, now), -lookback);
  const filled = mergeBatches(options.fullRefresh ? [] : ledger);
  return batchesBetween(size, begin, now, now).filter(
    (batch) => batch.start >= alwaysFrom || !covers(filled, batch),
  );
}

/** The same moments as fewer intervals: sorted, overlapping and adjoining ones joined. Keeps a ledger short. */
export function mergeBatches(batches: readonly Batch[]): Batch[] {
  const sorted = [...batches].sort((a, b) => a.start.getTime() - b.start.getTime());
  const merged: Batch[] = [];
  for (const batch of sorted) {
    const last = merged.at(-1);
    if (last === undefined || batch.start > last.end) merged.push(batch);
    else if (batch.end > last.end) merged[merged.length - 1] = { start: last.start, end: batch.end };
  }
  return merged;
}

/** An ISO date or timestamp; without a zone it is UTC. Invalid text gives an invalid Date. */
export function parseMoment(text: string): Date {
  const iso = text.trim().replace(" ", "T");
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(iso);
  if (/^\d{4}-\d{2}-\d{2}$/.test(iso)) return new Date(`${iso}T00:00:00Z`);
  return new Date(hasZone ? iso : `${iso}Z`);
}

type BatchSize = NonNullable<ResolvedSettings["batch_size"]>;

/** Whole batches that touch [start, end), the last cut off at `now`. */
function batchesBetween(size: BatchSize, start: Date, end: Date, now: Date): Batch[] {
  const batches: Batch[] = [];
  for (let from = floorTo(size, start); from < end; ) {
    const to = addTo(size, from, 1);
    batches.push({ start: from, end: to < now ? to : now });
    from = to;
  }
  return batches;
}

function covers(filled: readonly Batch[], batch: Batch): boolean {
  return filled.some(({ start, end }) => start <= batch.start && end >= batch.end);
}

const units: Readonly<Record<BatchSize, number>> = { year: 1, month: 2, day: 3, hour: 4 };

function floorTo(size: BatchSize, moment: Date): Date {
  return utc(
    partsOf(moment).map((part, index) =>
      index < units[size] ? part : index === 1 ? 0 : index === 2 ? 1 : 0,
    ),
  );
}

function addTo(size: BatchSize, moment: Date, count: number): Date {
  return utc(partsOf(moment).map((part, index) => (index === units[size] - 1 ? part + count : part)));
}

function partsOf(moment: Date): number[] {
  return [moment.getUTCFullYear(), moment.getUTCMonth(), moment.getUTCDate(), moment.getUTCHours()];
}

function utc([year = 1970, month = 0, day = 1, hour = 0]: readonly number[]): Date {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  date.setUTCHours(hour);
  return date;
}
