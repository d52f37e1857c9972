import type { DemoStep } from "./types.ts";
import { firstDay } from "./world.ts";

/**
 * Macros for what a device is known by. `device_no`: 0 computer, 1 telephone's browser, 2 app, 3 till. `device_key` and its text
 * `device_id` (the anonymous_id) change every 180 days in browsers, when cookies go, and never in the app; the people of a household
 * share one computer.
 */
export function deviceSteps(): readonly DemoStep[] {
  return [
    {
      name: "helper device_key",
      sql: `create or replace temp macro device_key(customer_id, household_id, device_no, seen_at) as
        key('device', case when device_no = 0 then household_id else customer_id end, device_no * 100 + case
          when device_no = 2 then 0
          else (datediff('day', timestamp '${firstDay}', seen_at) + case when device_no = 0 then household_id else customer_id end % 180 + 180) // 180
        end)`,
    },
    {
      name: "helper device_id",
      sql: `create or replace temp macro device_id(customer_id, household_id, device_no, seen_at) as
        text_key(device_key(customer_id, household_id, device_no, seen_at))`,
    },
  ];
}
