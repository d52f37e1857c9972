import type { DemoOptions, DemoPeriod, DemoPlan } from "./types.ts";
import { categories, firstDay, monthCount } from "./world.ts";

const chunkSize = 50_000;

/** Works out the sizes of every table and the pieces in which the big ones are made. */
export function planDemo({ scale, seed, folder }: DemoOptions): DemoPlan {
  const customers = Math.max(20, Math.round(20_000 * scale));
  const perCategory = Math.max(12, Math.round(60 * scale ** 0.3));
  const chunks = [];
  for (let from = 1; from <= customers; from += chunkSize) {
    chunks.push({ from, to: Math.min(customers, from + chunkSize - 1) });
  }
  return {
    seed,
    scale,
    folder: folder.replaceAll("\\", "/").replace(/\/+$/, ""),
    customers,
    products: perCategory * categories.length,
    bots: Math.max(2, Math.round(20 * scale)),
    strangers: Math.max(10, Math.round(1_200 * scale)),
    periods: planPeriods(monthsPerPeriod(scale)),
    chunks,
  };
}

// Planning the statements of a period takes DuckDB a fifth of a second, and a table of fewer than 122,880 rows is worked on by one
// thread; so a small shop gets few periods. A large one gets many, so that memory stays bounded.
function monthsPerPeriod(scale: number): number {
  if (scale < 0.25) return monthCount;
  if (scale < 2) return 6;
  return scale < 6 ? 3 : 1;
}

function planPeriods(months: number): readonly DemoPeriod[] {
  return Array.from({ length: monthCount / months }, (_, index) => {
    const fromMonth = index * months;
    const toMonth = fromMonth + months;
    const first = monthStart(fromMonth);
    return { fromMonth, toMonth, first, next: monthStart(toMonth), name: first.slice(0, 7) };
  });
}

function monthStart(number: number): string {
  const start = new Date(`${firstDay}T00:00:00Z`);
  start.setUTCMonth(start.getUTCMonth() + number);
  return start.toISOString().slice(0, 10);
}
