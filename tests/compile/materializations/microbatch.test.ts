import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  batchEndMarker,
  batchesToFill,
  batchStartMarker,
  parseMoment,
} from "../../../src/compile/microbatch.ts";
import type { Batch } from "../../../src/compile/types.ts";
import type { ResolvedSettings } from "../../../src/graph/types.ts";
import { codesOf, openTarget } from "./harness.ts";

const { build, rows, session } = await openTarget();
const settings: ResolvedSettings = {
  materialized: "incremental",
  strategy: "microbatch",
  event_time: "happened",
  batch_size: "day",
  begin: "2024-01-01",
};
const select = "select id, happened from events";
const batchSelect = `select id, happened from (select * from events where happened >= ${batchStartMarker} and happened < ${batchEndMarker}) as events`;
const day = (n: number): Batch => ({
  start: new Date(Date.UTC(2024, 0, n)),
  end: new Date(Date.UTC(2024, 0, n + 1)),
});

async function setEvents(values: string): Promise<void> {
  await session.run(
    `create or replace table events as select id, happened::TIMESTAMP as happened from (values ${values}) v(id, happened)`,
  );
}

describe("microbatch", () => {
  it("fills batches one after another, and again without doubling", async () => {
    await setEvents("(1, '2024-01-01'), (2, '2024-01-02 23:59:59.999999'), (3, '2024-01-03'), (4, NULL)");
    const first = await build(settings, { select, batchSelect, name: "m", batches: [day(1), day(2)] });
    expect(first.steps.map((step) => [step.kind, step.batch])).toEqual([
      ["create", undefined],
      ["insert", 0],
      ["insert", 1],
    ]);
    expect((await rows("from m order by id")).map((row) => row.id)).toEqual([1, 2]);
    await setEvents("(1, '2024-01-01'), (5, '2024-01-02'), (3, '2024-01-03')");
    await build(settings, { select, batchSelect, name: "m", batches: [day(2), day(3)] });
    expect((await rows("from m order by id")).map((row) => row.id)).toEqual([1, 3, 5]);
    await build(settings, { select, batchSelect, name: "m", batches: [day(2)], fullRefresh: true });
    expect((await rows("from m order by id")).map((row) => row.id)).toEqual([5]);
  });

  it("makes an empty table where there is nothing to fill", async () => {
    await build(settings, { select, batchSelect, name: "empty", batches: [] });
    expect(await rows("from empty")).toEqual([]);
  });

  it("keeps to its batch when the SELECT returns more", async () => {
    await setEvents("(1, '2024-01-01'), (2, '2024-01-02')");
    for (const batches of [[day(1)], [day(2)], [day(1), day(2)]]) {
      await build(settings, { select, batchSelect: select, name: "unfiltered", batches });
    }
    expect(await rows("select count(*) as n from unfiltered")).toEqual([{ n: 2 }]);
  });

  it("takes dates and timestamps with a zone as event time", async () => {
    for (const type of ["DATE", "TIMESTAMPTZ"]) {
      const typed = `select id, happened::${type} as happened from events`;
      await build(settings, { select: typed, batchSelect: typed, name: `at_${type}`, batches: [day(1)] });
      expect(await rows(`select id from at_${type}`)).toEqual([{ id: 1 }]);
    }
  });

  it("follows on_schema_change and names an unknown event time", async () => {
    await build(settings, { select, batchSelect, name: "wide", batches: [day(1)] });
    const wider = "select id, happened, 'x' as extra from events";
    await build(
      { ...settings, on_schema_change: "append" },
      { select: wider, batchSelect: wider, name: "wide", batches: [day(2)] },
    );
    expect(await rows("select extra from wide order by id")).toEqual([{ extra: null }, { extra: "x" }]);
    const wrong = await build(
      { ...settings, event_time: "hapened" },
      { select, batchSelect, name: "wide", batches: [] },
    );
    expect(codesOf(wrong)).toEqual(["Q0412"]);
  });

  it("in any order, with gaps, late rows and repetitions, ends as one pass over all", async () => {
    const event = fc.record({
      at: fc.integer({ min: 0, max: 6 * 24 }),
      seen: fc.integer({ min: 0, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 12 }),
        fc.array(fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 4 }), { maxLength: 3 }),
        async (events, restated) => {
          const visible = (step: number) =>
            events.flatMap((e, id) =>
              e.seen <= step
                ? [`(${id}, '${new Date(Date.UTC(2024, 0, 1, e.at)).toISOString().slice(0, 19)}')`]
                : [],
            );
          await session.run("drop table if exists prop");
          let ledger: Batch[] = [];
          for (const [step, days] of restated.entries()) {
            await setEvents(visible(step).join(", ") || "(NULL::INTEGER, NULL)");
            await build(settings, { select, batchSelect, name: "prop", batches: days.map(day) });
            ledger = [...ledger, ...days.map(day)];
          }
          await setEvents(visible(3).join(", ") || "(NULL::INTEGER, NULL)");
          // Late rows need their batches again: a lookback over all of it is what finds them.
          const now = parseMoment("2024-01-08");
          const batches = batchesToFill({ ...settings, lookback: 7 }, ledger, now);
          await build(settings, { select, batchSelect, name: "prop", batches: [...batches].reverse() });
          expect(await rows("from prop order by all")).toEqual(
            await rows("select id, happened from events where happened is not null order by all"),
          );
        },
      ),
      { numRuns: 25 },
    );
  });
});
