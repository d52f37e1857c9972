import { model } from "quern";

const millisecondsPerDay = 86_400_000;

/**
 * How regularly each customer buys: the days between one order and the next, and the day on which the next one is to be expected. What is
 * typical is a median, which a single long absence does not move.
 */
export default model.rows(
  {
    columns: {
      customer_id: "BIGINT",
      orders: "INTEGER",
      median_gap_days: "DOUBLE",
      gap_deviation_days: "DOUBLE",
      last_ordered_on: "DATE",
      next_expected_on: "DATE",
    },
  },
  async ({ ref }) => {
    const orders = await ref("fct_orders").table();
    const daysOf = new Map<number, number[]>();
    const column = (name: "customer_id" | "is_completed" | "ordered_on") => orders.array(name);
    const [customers, completed, days] = [
      column("customer_id"),
      column("is_completed"),
      column("ordered_on"),
    ];
    for (let row = 0; row < customers.length; row++) {
      if (!completed[row] || customers[row] === null) continue;
      const day = days[row].getTime() / millisecondsPerDay;
      const known = daysOf.get(customers[row]);
      if (known) known.push(day);
      else daysOf.set(customers[row], [day]);
    }
    return [...daysOf].map(([customer_id, ordered]) =>
      describeRhythm(
        customer_id,
        ordered.sort((a, b) => a - b),
      ),
    );
  },
);

function describeRhythm(customer_id: number, days: readonly number[]) {
  const gaps = days.slice(1).map((day, index) => day - (days[index] ?? day));
  const typical = gaps.length === 0 ? null : median(gaps);
  const last = days.at(-1) ?? 0;
  return {
    customer_id,
    orders: days.length,
    median_gap_days: typical,
    gap_deviation_days: typical === null ? null : median(gaps.map((gap) => Math.abs(gap - typical))),
    last_ordered_on: dateOf(last),
    next_expected_on: typical === null ? null : dateOf(last + Math.ceil(typical)),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

const dateOf = (day: number): Date => new Date(day * millisecondsPerDay);
