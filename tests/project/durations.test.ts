import { expect, it } from "vitest";
import { parseDuration } from "../../src/project/durations.ts";

it.each([
  ["90s", 90],
  ["30m", 1800],
  ["12h", 43_200],
  ["12 hours", 43_200],
  ["1 day", 86_400],
  ["1.5 days", 129_600],
  ["2w", 1_209_600],
  ["5 Mins", 300],
])("parseDuration(%j) is %i seconds", (text, seconds) => expect(parseDuration(text)).toBe(seconds));

it.each(["", "12", "h", "0h", "-1h", "1 month", "1h 30m", "h12", "1.h", "twelve hours"])(
  "parseDuration(%j) is none",
  (text) => expect(parseDuration(text)).toBeUndefined(),
);
