import { adSpendSteps } from "./ad-spend.ts";
import { calendarSteps } from "./calendar.ts";
import { campaignMemberSteps, campaignSteps } from "./campaigns.ts";
import { closingSteps } from "./closing.ts";
import { consentSteps } from "./consents.ts";
import { couponSteps } from "./coupons.ts";
import { customerSteps } from "./customers.ts";
import { deviceSteps } from "./devices.ts";
import { eventStreamSteps } from "./event-stream.ts";
import { eventSteps } from "./events.ts";
import { experimentSteps } from "./experiments.ts";
import { lifeSteps } from "./lives.ts";
import { macroSteps } from "./macros.ts";
import { lineSteps, orderItemSteps } from "./order-items.ts";
import { orderSteps, placedOrderSteps } from "./orders.ts";
import { peopleSteps } from "./people.ts";
import { planDemo } from "./plan.ts";
import { productSteps } from "./products.ts";
import { refundSteps } from "./refunds.ts";
import { supportTicketSteps } from "./support-tickets.ts";
import { periodTruthSteps, truthSteps } from "./truth.ts";
import type { DemoOptions, DemoPeriod, DemoPlan, DemoStep } from "./types.ts";
import { visitSteps } from "./visits.ts";

/** Folders below the demo's that hold one file a period. They must exist before the statements run. */
export const monthlyTables = [
  "orders",
  "order_items",
  "refunds",
  "campaign_members",
  "coupons",
  "coupon_redemptions",
  "support_tickets",
  "events",
  "truth/orders",
  "truth/identities",
] as const;

/**
 * Returns the generator as a list of DuckDB statements, in order; they share temporary tables and macros and so need one connection.
 *
 *     calendar, budgets, products -> people -> lives -> customers, consents, experiments, campaigns, truth
 *                                              |
 *          for each period:                    +-> members -> placed orders -> lines -> orders, items, refunds, coupons, tickets
 *                                                                 |
 *                                                                 +-> visits -> event stream -> events, identities
 */
export function demoStatements(options: DemoOptions): readonly DemoStep[] {
  const plan = planDemo(options);
  return [
    ...macroSteps(plan.seed),
    ...deviceSteps(),
    ...calendarSteps(),
    ...adSpendSteps(plan),
    ...productSteps(plan),
    ...peopleSteps(plan),
    ...lifeSteps(plan),
    ...customerSteps(plan),
    ...consentSteps(plan),
    ...experimentSteps(plan),
    ...campaignSteps(plan),
    ...truthSteps(plan),
    ...plan.periods.flatMap((period) => periodSteps(plan, period)),
    ...closingSteps(plan),
  ];
}

function periodSteps(plan: DemoPlan, period: DemoPeriod): readonly DemoStep[] {
  return [
    ...campaignMemberSteps(plan, period),
    ...placedOrderSteps(period),
    ...lineSteps(period),
    ...orderSteps(plan, period),
    ...orderItemSteps(plan, period),
    ...refundSteps(plan, period),
    ...couponSteps(plan, period),
    ...supportTicketSteps(plan, period),
    ...visitSteps(plan, period),
    ...eventStreamSteps(plan, period),
    ...eventSteps(plan, period),
    ...periodTruthSteps(plan, period),
  ];
}
