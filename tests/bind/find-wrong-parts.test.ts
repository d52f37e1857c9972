import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { NodeId } from "../../src/graph/types.ts";
import { checkSelected, loadGraph } from "../../src/pipeline.ts";
import { makeProject, renderProblem } from "../project/support/make-project.ts";

const fixture = join(dirname(fileURLToPath(import.meta.url)), "../fixtures/features");
const customers = "features/customers.yml";

/** What a check of the fixture finds where a text of its features is another. */
async function check(
  text: string,
  replacement: string,
  file = customers,
): Promise<{ readonly problems: readonly string[]; readonly unchecked: readonly string[] }> {
  const files = readdirSync(fixture, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile()) return [];
    const path = join(entry.parentPath, entry.name);
    return [[path.slice(fixture.length + 1).replaceAll("\\", "/"), readFileSync(path, "utf8")] as const];
  });
  const changed = Object.fromEntries(files);
  if (!changed[file]?.includes(text)) throw new Error(`${file} has no ${text}`);
  changed[file] = changed[file].replace(text, replacement);
  const { value } = await loadGraph({ root: makeProject(changed), environment: {}, cache: false });
  if (!value) throw new Error("the project cannot be read");
  const outcome = await checkSelected(value, new Set(Object.keys(value.graph.nodes) as NodeId[]));
  return {
    problems: outcome.diagnostics.map((one) => renderProblem(one).replace(`${file}:`, "")),
    unchecked: outcome.value.unchecked.flatMap(({ nodes }) => nodes),
  };
}

describe("a mistake in the SQL of features", () => {
  it.each([
    [
      "a value",
      "agg: sum, column: amount, windows",
      "agg: sum, column: amout, windows",
      '14:43 Q0107 unknown column "amout" — did you mean "amount"?',
    ],
    [
      "a condition, in quotes",
      "status = 'paid'",
      "statu = 'paid'",
      '14:75 Q0107 unknown column "statu" — did you mean "status"?',
    ],
    [
      "the syntax of a condition",
      "status = 'paid'",
      "status = = 'paid'",
      '14:84 Q0801 "order_habits" is wrong: syntax error at or near "="',
    ],
    [
      "a category",
      "by: category,",
      "by: categry,",
      '17:53 Q0107 unknown column "categry" — did you mean "category"?',
    ],
    [
      "a clock",
      "timestamp: ordered_at",
      "timestamp: orderd_at",
      '7:16 Q0107 unknown column "orderd_at" — did you mean "ordered_at"?',
    ],
    [
      "a clock that is none",
      "valid_from: valid_from",
      "valid_from: city",
      "22:17 Q1229 city is no moment: it is a VARCHAR",
    ],
    [
      "a key",
      "{customer_id: buyer_id}",
      "{customer_id: buyr_id}",
      '6:24 Q0107 unknown column "buyr_id" — did you mean "buyer_id"?',
    ],
    [
      "an order",
      "order: order_id",
      "order: ordr_id",
      '9:12 Q0107 unknown column "ordr_id" — did you mean "order_id"?',
    ],
    [
      "an expression over features",
      "nullif(order_count_lifetime",
      "nullif(order_count_lifetim",
      '18:59 Q0107 unknown column "order_count_lifetim" — did you mean "order_count_lifetime"?',
    ],
    [
      "what a type cannot be aggregated by",
      "agg: sum, column: amount, windows",
      "agg: sum, column: category, windows",
      "14:43 Q0801 \"order_habits\" is wrong: No function matches the given name and argument types 'sum(VARCHAR)'. You might need to add explicit type casts.",
    ],
    [
      "a function",
      "column: category, ttl",
      'column: "uper(category)", ttl',
      '16:51 Q0801 "order_habits" is wrong: Scalar Function with name uper does not exist!',
    ],
    [
      "an attribute",
      "city not in ('Seoul', 'Busan')",
      "cty not in ('Seoul', 'Busan')",
      '26:36 Q0107 unknown column "cty" — did you mean "city"?',
    ],
    ["a life", "alive_since: signup_at", "alive_since: signup", '38:93 Q0107 unknown column "signup"'],
    [
      "a label's key",
      "key: buyer_id, timestamp",
      "key: buyer, timestamp",
      '45:58 Q0107 unknown column "buyer"',
    ],
    [
      "a label's clock",
      "buyer_id, timestamp: ordered_at",
      "buyer_id, timestamp: category",
      "45:79 Q1229 category is no moment: it is a VARCHAR",
    ],
    [
      "an expression of a set",
      "order_count_lifetime <= 1",
      "order_count_lifetim <= 1",
      '44:31 Q0107 unknown column "order_count_lifetim" — did you mean "order_count_lifetime"?',
    ],
  ])("is told at its place: %s", async (_what, text, replacement, problem) => {
    const { problems } = await check(text, replacement);
    expect(problems).toEqual([problem]);
  });

  it("is told at its place in a join of entities", async () => {
    const { problems } = await check("timestamp: joined_at", "timestamp: joind_at", "features/entities.yml");
    expect(problems).toEqual(['6:82 Q0107 unknown column "joind_at" — did you mean "joined_at"?']);
  });

  it("is told at its place behind a variable, and on its line of a block", async () => {
    const behind = await check("status = 'paid'", "status <> '{{var \\\"as_of\\\"}}' and amout > 1");
    expect(behind.problems).toEqual(['14:109 Q0107 unknown column "amout" — did you mean "amount"?']);
    const block = await check(
      "agg: days_since_last, unit: days}",
      'expr: "1\n        + revenue_90\n        "}',
    );
    expect(block.problems).toEqual(['16:11 Q0107 unknown column "revenue_90" — did you mean "revenue_90d"?']);
  });

  it("is told with all others of the view, once each, and not again for the sets that take from it", async () => {
    const { problems, unchecked } = await check(
      "agg: sum, column: amount, windows: [90d], where: \"status = 'paid'\"",
      "agg: sum, column: amout, windows: [90d, 30d], where: \"statu = 'paid'\"",
    );
    expect(problems).toHaveLength(2);
    expect(unchecked).toEqual(["training_set.order_habits_history", "training_set.churn_training"].sort());
  });
});
