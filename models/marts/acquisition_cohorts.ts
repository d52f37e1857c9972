import { model, sql } from "quern";

/** Channels whose customers were paid for. What they cost is in fct_ad_performance. */
const paidChannels = ["paid_search", "paid_social", "display", "affiliate"];

/** One mart a paid channel: its customers by the month they signed up in, and what became of them. */
export const cohorts = paidChannels.map((channel) =>
  model({ name: `cohorts_${channel}` }, ({ db, ref }) =>
    db
      .selectFrom(ref("dim_customers").as("customers"))
      .select((e) => [
        sql<string>`cast(date_trunc('month', customers.signup_date) as date)`.as("signup_month"),
        e.fn.countAll().as("customers"),
        e.fn.countAll().filterWhere("lifetime_orders", ">", 0).as("buyers"),
        e.fn.countAll().filterWhere("lifecycle_stage", "=", "active").as("active"),
        e.fn.sum("lifetime_orders").as("orders"),
        e.fn.sum("lifetime_net_revenue").as("net_revenue"),
      ])
      .where("acquisition_channel", "=", channel)
      .groupBy("signup_month"),
  ),
);
