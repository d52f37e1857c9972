import * as z from "zod";
import { parseDuration } from "../durations.ts";

/** Texts that YAML may take for numbers: `name: 2024`. */
export const text = z.union([z.string(), z.number()]);
export const name = z.string().min(1);
export const texts = z.union([z.string(), z.array(text)]).nullable();
export const anything = z.json();
export const map = z.record(z.string(), anything);
export const meta = map.nullable();
export const description = text.nullish().describe('Markdown; may hold {{doc "name"}}.');

/** `12h`, `"12 hours"` or `{count: 12, period: hour}`. */
export const duration = z
  .union([
    z.string().refine((value) => parseDuration(value) !== undefined, { params: { kind: "duration" } }),
    z.strictObject({ count: z.number(), period: z.enum(["second", "minute", "hour", "day", "week"]) }),
  ])
  .describe('A duration: 30m, 12h, 7d, "12 hours", or {count: 12, period: hour}.');

export const owner = z
  .object({ name: text.optional(), email: z.union([text, z.array(text)]).optional() })
  .loose();
