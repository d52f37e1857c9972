import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isZone, parseMoment, startOf } from "../../../src/graph/features/moments.ts";

describe("parseMoment(text, zone)", () => {
  it.each([
    ["2024-06-01", "UTC", "2024-06-01T00:00:00.000Z"],
    ["2024-06-01", "Asia/Seoul", "2024-05-31T15:00:00.000Z"],
    ["2024-06-01", "America/New_York", "2024-06-01T04:00:00.000Z"],
    // The clocks go forward at midnight: there is no 00:00 on that day.
    ["2024-09-08", "America/Santiago", "2024-09-08T04:00:00.000Z"],
    ["2024-06-01 12:30", "Asia/Seoul", "2024-06-01T12:30:00.000Z"],
    ["2024-06-01T12:30:15.250", "UTC", "2024-06-01T12:30:15.250Z"],
    ["2024-06-01T12:30:00Z", "Asia/Seoul", "2024-06-01T12:30:00.000Z"],
    ["2024-06-01 12:30:00+09", "UTC", "2024-06-01T03:30:00.000Z"],
    ["2024-06-01T12:30:00+0530", "UTC", "2024-06-01T07:00:00.000Z"],
    ["2024-02-29", "UTC", "2024-02-29T00:00:00.000Z"],
  ])("reads %s in %s", (text, zone, moment) => {
    expect(parseMoment(text, zone)?.toISOString()).toBe(moment);
  });

  it.each([
    "",
    "now",
    "2024",
    "2024-6-1",
    "2023-02-29",
    "2024-13-01",
    "2024-06-01 25:00",
    "2024-06-01 12:00 CET",
  ])("takes %j for none", (text) => {
    expect(parseMoment(text, "UTC")).toBeUndefined();
  });
});

describe("startOf(unit, moment, zone)", () => {
  it("is the last midnight or full hour on the zone's clock", () => {
    const moment = new Date("2024-06-01T20:45:10.500Z");
    expect(startOf("day", moment, "UTC").toISOString()).toBe("2024-06-01T00:00:00.000Z");
    expect(startOf("day", moment, "Asia/Seoul").toISOString()).toBe("2024-06-01T15:00:00.000Z");
    expect(startOf("hour", moment, "UTC").toISOString()).toBe("2024-06-01T20:00:00.000Z");
    expect(startOf("hour", moment, "Asia/Kolkata").toISOString()).toBe("2024-06-01T20:30:00.000Z");
  });

  it("never is later than the moment, nor further back than the unit and a change of clocks", () => {
    const zones = fc.constantFrom("UTC", "Asia/Seoul", "America/New_York", "Asia/Kolkata", "Europe/Berlin");
    const moments = fc.date({
      min: new Date("1995-01-01"),
      max: new Date("2035-01-01"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(zones, moments, (zone, moment) => {
        for (const [unit, hours] of [
          ["day", 26],
          ["hour", 2],
        ] as const) {
          const start = startOf(unit, moment, zone);
          const back = moment.getTime() - start.getTime();
          expect(back).toBeGreaterThanOrEqual(0);
          expect(back).toBeLessThan(hours * 3_600_000);
          expect(startOf(unit, start, zone)).toEqual(start);
        }
      }),
    );
  });
});

describe("isZone(name)", () => {
  it("knows the names of zones", () => {
    expect(["UTC", "Asia/Seoul", "Mars/Base", ""].map(isZone)).toEqual([true, true, false, false]);
  });
});
