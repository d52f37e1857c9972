import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batchesToFill, mergeBatches, parseMoment } from "../../src/compile/microbatch.ts";
import type { Batch } from "../../src/compile/types.ts";
import type { ResolvedSettings } from "../../src/graph/types.ts";

const settings = (extra: Partial<ResolvedSettings> = {}): ResolvedSettings => ({
  materialized: "incremental",
  strategy: "microbatch",
  event_time: "at",
  batch_size: "day",
  begin: "2024-01-01",
  lookback: 0,
  ...extra,
});
const batch = (start: string, end: string): Batch => ({ start: parseMoment(start), end: parseMoment(end) });
const shown = (batches: readonly Batch[]) =>
  batches.map(({ start, end }) => `${start.toISOString().slice(0, 16)}/${end.toISOString().slice(0, 16)}`);

describe("batchesToFill(settings, ledger, now)", () => {
  it("starts at begin and ends the current batch at now", () => {
    expect(shown(batchesToFill(settings(), [], parseMoment("2024-01-03 06:00")))).toEqual([
      "2024-01-01T00:00/2024-01-02T00:00",
      "2024-01-02T00:00/2024-01-03T00:00",
      "2024-01-03T00:00/2024-01-03T06:00",
    ]);
  });

  it.each([
    ["hour", "2023-12-31T23:00/2024-01-01T00:00", 3],
    ["day", "2023-12-31T00:00/2024-01-01T00:00", 2],
    ["month", "2023-12-01T00:00/2024-01-01T00:00", 2],
    ["year", "2023-01-01T00:00/2024-01-01T00:00", 2],
  ] as const)("cuts %s batches by the calendar in UTC", (batch_size, first, count) => {
    const now = parseMoment("2024-01-01T01:30:00");
    const batches = batchesToFill(settings({ batch_size, begin: "2024-01-01T08:15:00+09:00" }), [], now);
    expect(shown(batches)[0]).toBe(first);
    expect(batches).toHaveLength(count);
  });

  it("fills gaps and what was filled in part, and nothing that is whole", () => {
    const ledger = [
      batch("2024-01-01", "2024-01-03"),
      batch("2024-01-04", "2024-01-04T10:00"),
      batch("2024-01-05", "2024-01-06"),
    ];
    expect(shown(batchesToFill(settings(), ledger, parseMoment("2024-01-06")))).toEqual([
      "2024-01-03T00:00/2024-01-04T00:00",
      "2024-01-04T00:00/2024-01-05T00:00",
    ]);
    expect(batchesToFill(settings(), ledger, parseMoment("2024-01-06"), { fullRefresh: true })).toHaveLength(
      5,
    );
  });

  it("fills the last batches again for late rows: one where nothing is said", () => {
    const ledger = [batch("2024-01-01", "2024-01-10")];
    const count = (lookback?: number) =>
      batchesToFill(settings({ lookback }), ledger, parseMoment("2024-01-10T12:00")).length;
    expect([count(0), count(undefined), count(3)]).toEqual([1, 2, 4]);
    expect(
      shown(batchesToFill(settings({ lookback: 99 }), [], parseMoment("2024-01-02T01:00")))[0],
    ).toContain("2024-01-01");
  });

  it("restates the batches that a range touches, filled or not, and no others", () => {
    const ledger = [batch("2024-01-01", "2024-02-01")];
    const now = parseMoment("2024-02-01");
    const restated = (start?: string, end?: string) =>
      shown(
        batchesToFill(settings(), ledger, now, {
          range: { ...(start && { start: parseMoment(start) }), ...(end && { end: parseMoment(end) }) },
        }),
      );
    expect(restated("2024-01-05T12:00", "2024-01-07")).toEqual([
      "2024-01-05T00:00/2024-01-06T00:00",
      "2024-01-06T00:00/2024-01-07T00:00",
    ]);
    expect(restated("2024-01-31")).toEqual(["2024-01-31T00:00/2024-02-01T00:00"]);
    expect(restated(undefined, "2024-01-02")).toEqual(["2024-01-01T00:00/2024-01-02T00:00"]);
    expect(restated("2023-12-31", "2024-01-01")).toEqual(["2023-12-31T00:00/2024-01-01T00:00"]);
    expect(restated("2024-03-01", "2024-03-05")).toEqual([]);
  });

  it("has nothing to do before begin", () => {
    expect(batchesToFill(settings(), [], parseMoment("2023-12-31"))).toEqual([]);
  });

  it("covers all time from begin to now once what it said is in the ledger", () => {
    const moment = fc.date({ min: new Date("2024-01-01"), max: new Date("2024-03-01"), noInvalidDate: true });
    const size = fc.constantFrom("hour", "day", "month", "year") as fc.Arbitrary<
      "hour" | "day" | "month" | "year"
    >;
    fc.assert(
      fc.property(size, fc.array(fc.tuple(moment, moment)), moment, (batch_size, pairs, now) => {
        const past = pairs.map((pair) => {
          const [start, end] = [...pair].sort((a, b) => a.getTime() - b.getTime());
          return { start: start as Date, end: end as Date };
        });
        const ledger = past
          .map(({ start, end }) => ({ start, end: earlier(end, now) }))
          .filter((b) => b.start < b.end);
        const filled = batchesToFill(settings({ batch_size }), ledger, now);
        const [whole, ...rest] = mergeBatches([...ledger, ...filled]);
        if (now > parseMoment("2024-01-01")) {
          expect(rest).toEqual([]);
          expect(whole).toEqual({ start: parseMoment("2024-01-01"), end: now });
        }
        expect(batchesToFill(settings({ batch_size }), [...ledger, ...filled], now)).toEqual(
          filled.filter((b) => b.end.getTime() === now.getTime() && isCurrent(b, batch_size)),
        );
      }),
    );
  });
});

function earlier(a: Date, b: Date): Date {
  return new Date(Math.min(a.getTime(), b.getTime()));
}

/** The current batch is always filled again: rows of it still come. */
function isCurrent(last: Batch, size: string): boolean {
  const cut = { hour: 13, day: 10, month: 7, year: 4 }[size];
  return last.start.toISOString().slice(0, cut) === last.end.toISOString().slice(0, cut);
}

describe("parseMoment(text)", () => {
  it.each([
    ["2024-01-31", "2024-01-31T00:00:00.000Z"],
    ["2024-01-31 10:00", "2024-01-31T10:00:00.000Z"],
    ["2024-01-31T10:00:00.5Z", "2024-01-31T10:00:00.500Z"],
    ["2024-01-31T10:00:00+09:00", "2024-01-31T01:00:00.000Z"],
  ])("%s", (text, iso) => {
    expect(parseMoment(text).toISOString()).toBe(iso);
  });
});
