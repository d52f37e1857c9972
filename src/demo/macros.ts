import type { DemoStep } from "./types.ts";
import { firstDay } from "./world.ts";

/**
 * Helpers that every other statement uses.
 *
 * `rnd(tag, id)` and `rnd(tag, id, k)` are uniform in [0, 1) and depend on nothing but the seed and their arguments, so rows come
 * out the same in any order and on any number of threads. The outer hash is needed: DuckDB combines the hashes of several
 * arguments by XOR, so without it the draws of two tags for one id would be functions of one another.
 *
 * Money is counted in whole cents, and time on the customers' clocks in whole millionths of a day, because sums of integers do not
 * depend on their order.
 */
export function macroSteps(seed: number): readonly DemoStep[] {
  const macro = (name: string, body: string) => ({
    name: `helper ${name}`,
    sql: `create or replace temp macro ${name}${body}`,
  });
  const uniform = "(key(tag, id, k) >> 11)::double / 9007199254740992::double";
  return [
    macro("key", `(tag, id, k) as hash(hash(${seed}::bigint, tag, id::bigint, k::bigint))`),
    macro("rnd", `(tag, id) as ${uniform.replace("k)", "0)")}, (tag, id, k) as ${uniform}`),
    macro("exponential", "(u) as -ln(1 - u)"),
    macro("normal", "(u, v) as sqrt(-2 * ln(1 - u)) * cos(2 * pi() * v)"),
    macro("pick", "(u, items) as items[1 + floor(u * len(items))::integer]"),
    macro("money", "(cents) as (cents::decimal(12, 0) * 0.01::decimal(3, 2))::decimal(12, 2)"),
    macro("text_key", "(h) as hex(h)"),
    // Seconds after local midnight, around an hour of the day.
    macro(
      "second_of_day",
      `(hour, tag, id, k) as
        ((hour + round(2.2 * normal(rnd(tag, id, 2 * k), rnd(tag, id, 2 * k + 1))))::bigint + 48) % 24 * 3600
        + floor(rnd(tag, id, -1 - k) * 3600)::bigint`,
    ),
    macro("month_of", `(t) as datediff('month', timestamp '${firstDay}', t)::integer`),
    macro("loaded_hourly", "(t) as date_trunc('hour', t) + interval 65 minutes"),
    macro("loaded_nightly", "(t) as date_trunc('day', t) + interval 26 hours"),
  ];
}
