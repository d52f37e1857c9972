import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { schedule } from "../../src/run/execute/schedule.ts";

const items = fc.array(fc.uniqueArray(fc.nat(50), { maxLength: 4 }), { maxLength: 40 }).map((waits) =>
  waits.map((list, index) => ({
    id: `n${index}`,
    waitsFor: index === 0 ? [] : [...new Set(list.map((other) => `n${other % index}`))],
  })),
);

describe("schedule(items, limit, start)", () => {
  it("ends each item once, after those it waits for, within the limit", async () => {
    await fc.assert(
      fc.asyncProperty(
        items,
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.nat(40)),
        async (list, limit, failing) => {
          const bad = new Set(failing.map((number) => `n${number}`));
          const ended: string[] = [];
          const skipped = new Map<string, string>();
          let running = 0;
          await schedule(list, limit, {
            run: async (id) => {
              running += 1;
              expect(running).toBeLessThanOrEqual(limit);
              await Promise.resolve();
              running -= 1;
              ended.push(id);
              return !bad.has(id);
            },
            skip: (id, because) => {
              skipped.set(id, because);
              ended.push(id);
            },
            passes: () => false,
          });
          expect(ended.length).toBe(list.length);
          const place = new Map(ended.map((id, index) => [id, index]));
          for (const { id, waitsFor } of list) {
            for (const other of waitsFor) expect(place.get(other)).toBeLessThan(place.get(id) ?? -1);
            const blocked = waitsFor.some((other) => bad.has(other) || skipped.has(other));
            expect(skipped.has(id)).toBe(blocked);
          }
          for (const because of skipped.values())
            expect(bad.has(because) && !skipped.has(because)).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("survives thirty thousand that wait for nobody", async () => {
    const all = Array.from({ length: 30_000 }, (_, index) => ({ id: `n${index}`, waitsFor: [] }));
    let ended = 0;
    await schedule(all, 4, {
      run: async () => {
        await Promise.resolve();
        ended += 1;
        return true;
      },
      skip: () => undefined,
      passes: () => false,
    });
    expect(ended).toBe(30_000);
  });

  it("survives chains of ten thousand", async () => {
    const chain = Array.from({ length: 10_000 }, (_, index) => ({
      id: `n${index}`,
      waitsFor: index === 0 ? [] : [`n${index - 1}`],
    }));
    let passed = 0;
    await schedule(chain, 4, {
      run: () => Promise.resolve(true),
      skip: () => undefined,
      passes: () => {
        passed += 1;
        return true;
      },
    });
    expect(passed).toBe(10_000);
  });

  it("rejects with what an item threw, once what runs has ended", async () => {
    let ended = false;
    const work = schedule(
      [
        { id: "a", waitsFor: [] },
        { id: "b", waitsFor: [] },
      ],
      2,
      {
        run: async (id) => {
          if (id === "a") throw new Error("a broke");
          await new Promise((resolve) => setTimeout(resolve, 5));
          ended = true;
          return true;
        },
        skip: () => undefined,
        passes: () => false,
      },
    );
    await expect(work).rejects.toThrow("a broke");
    expect(ended).toBe(true);
  });
});
