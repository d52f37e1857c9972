import { describe, expect, it } from "vitest";
import { resolve } from "./resolve-features.ts";

const head = "  - name: orders\n    entity: customer\n    from: fct_orders\n    timestamp: ordered_at\n";

/** The problems of a view with these lines of features, from line 6 of features/orders.yml on. */
async function ofFeatures(...features: readonly string[]): Promise<readonly string[]> {
  const lines = features.map((feature) => `      - ${feature}\n`).join("");
  const { problems } = await resolve({ "features/orders.yml": `features:\n${head}    features:\n${lines}` });
  return problems.map((problem) => problem.replace("features/orders.yml:", ""));
}

/** The problems of a view that begins with these lines instead. */
async function ofView(view: string, features = "{name: n, agg: count}"): Promise<readonly string[]> {
  const text = `features:\n${view}    features:\n      - ${features}\n`;
  const { problems } = await resolve({ "features/orders.yml": text });
  return problems.map((problem) => problem.replace("features/orders.yml:", ""));
}

const view = `features:\n${head}    features:\n      - {name: n, agg: count, windows: [7d]}\n      - {name: amount, agg: sum, column: amount}\n`;
const spine = "{every: 7d, from: 2024-01-01, to: 2025-01-01, entities: dim_customers}";
const label = "{name: churned, not_exists: fct_orders, timestamp: ordered_at, within: 60d}";

/** The problems of a set with these parts, each a line, the first being line 4 of features/set.yml. */
async function ofSet(...parts: readonly string[]): Promise<readonly string[]> {
  const lines = parts.map((part) => `    ${part}\n`).join("");
  const text = `feature_sets:\n  - name: churn\n    entity: customer\n${lines}`;
  const { problems } = await resolve({ "features/orders.yml": view, "features/set.yml": text });
  return problems.map((problem) => problem.replace("features/set.yml:", ""));
}

describe("what is wrong with a feature", () => {
  it("is an aggregation that does not exist", async () => {
    expect(await ofFeatures("{name: a, agg: summ, column: amount}")).toEqual([
      '7:24 Q1201 unknown aggregation "summ" — did you mean "sum"?',
    ]);
  });

  it("is a part that its aggregation needs, or has no use for", async () => {
    expect(
      await ofFeatures(
        "{name: a, agg: sum}",
        "{name: b, agg: quantile, column: amount}",
        "{name: c, agg: ratio, numerator: amount}",
        "{name: d, agg: list_last_k, column: amount}",
        "{name: e, agg: days_since_last, column: amount}",
        "{name: f, agg: sum, column: amount, k: 3, quantile: 0.5}",
        "{name: g, agg: share}",
      ),
    ).toEqual([
      '7:24 Q1202 "a" is a sum, which needs `column`',
      '8:24 Q1202 "b" is a quantile, which needs `quantile`',
      '9:24 Q1202 "c" is a ratio, which needs `denominator`',
      '10:24 Q1202 "d" is a list_last_k, which needs `k`',
      "11:41 Q1203 `column` means nothing for agg: days_since_last",
      "12:51 Q1203 `quantile` means nothing for agg: sum",
      "12:45 Q1203 `k` means nothing for agg: sum",
      '13:24 Q1202 "g" is a share, which needs `by` and `values`',
    ]);
  });

  it("is a window that is no length of time", async () => {
    expect(
      await ofFeatures(
        "{name: a, agg: count, windows: [7d, 7x, -3d, 0d]}",
        "{name: b, agg: count, ttl: soon}",
      ),
    ).toEqual([
      '7:45 Q1204 "7x" is not a length of time',
      '7:49 Q1204 "-3d" is not a length of time',
      '7:54 Q1204 "0d" is not a length of time',
      '8:36 Q1204 "soon" is not a length of time',
    ]);
  });

  it("is an expression that aggregates as well, or that has windows", async () => {
    expect(
      await ofFeatures(
        "{name: a, agg: count, expr: 1}",
        "{name: b, expr: 1, windows: [7d]}",
        "{name: c, agg: count, windows: [7d], ttl: 3d}",
      ),
    ).toEqual([
      '7:24 Q1205 "a" has an expression and an aggregation (count)',
      "8:28 Q1203 `windows` means nothing for an expression",
      "9:46 Q1203 `ttl` means nothing for a feature with windows",
    ]);
  });

  it("is a name that is taken", async () => {
    expect(
      await ofFeatures(
        "{name: a, agg: count, windows: [7d, 1w]}",
        "{name: a_7d, agg: count}",
        "{name: customer_id, agg: count}",
        "{name: as_of, agg: count}",
      ),
    ).toEqual([
      '8:16 Q1206 "orders" has a column "a_7d" already: made by "a" at features/orders.yml:7:16',

      '9:16 Q1206 "orders" has a column "customer_id" already: part of the entity\'s key',
      '10:16 Q1206 "orders" has a column "as_of" already: the moment of each row',
    ]);
  });

  it("is a category without values, or values without a category", async () => {
    expect(await ofFeatures("{name: a, agg: count, by: x}", "{name: b, agg: count, values: [1]}")).toEqual([
      '7:31 Q1207 "a" has `by` but no `values`',
      '8:31 Q1207 "b" has `values` but no `by`',
    ]);
  });

  it("is an attribute of events, or an aggregate of states", async () => {
    expect(await ofFeatures("{name: country}")).toEqual([
      '7:16 Q1209 "country" has no aggregation, but the rows of "orders" are events',
    ]);
    expect(await ofView("  - name: profile\n    entity: customer\n    from: snap\n")).toEqual([
      '6:24 Q1209 "n" aggregates, but the rows of "profile" are states of which one holds at a time',
    ]);
    expect(
      await ofView(
        "  - name: profile\n    entity: customer\n    from: snap\n",
        "{name: country, windows: [7d], where: x}",
      ),
    ).toEqual([
      "6:25 Q1203 `windows` means nothing for an attribute",
      "6:40 Q1203 `where` means nothing for an attribute",
    ]);
  });
});

describe("what is wrong with a view", () => {
  it("is an entity or a source that does not exist", async () => {
    expect(await ofView("  - name: orders\n    entity: custmer\n    from: fct_order\n")).toEqual([
      '3:13 Q1200 unknown entity "custmer" — did you mean "customer"?',
      '4:11 Q0101 unknown model "fct_order" — did you mean "fct_orders"?',
    ]);
  });

  it("is a clock that says two things, or half of one", async () => {
    const start = "  - name: orders\n    entity: customer\n    from: fct_orders\n";
    const said = async (clock: string) =>
      (await ofView(`${start}    ${clock}\n`, "{name: amount}")).map((line) => line.replace(/^.*Q1208 /, ""));
    expect(await said("timestamp: a\n    valid_from: b")).toEqual([
      'the clock of "orders" is not clear: it has a `timestamp` and validity',
    ]);
    expect(await said("known_at: a")).toEqual([
      'the clock of "orders" is not clear: `known_at` needs a `timestamp`',
    ]);
    expect(await said("valid_to: a")).toEqual([
      'the clock of "orders" is not clear: `valid_to` needs a `valid_from`',
    ]);
  });

  it("is a key of other columns than the entity's", async () => {
    expect(await ofView(`${head}    key: [a, b]\n`)).toEqual([
      "6:10 Q1213 the key of customer is not held by these columns: there are 2, and 1 are needed",
    ]);
    expect(await ofView(`${head}    key: {customer: a}\n`)).toEqual([
      '6:11 Q1213 the key of customer is not held by these columns: "customer" is no part of it',
    ]);
  });

  it("is a moment or a zone that is none, or another form than a table", async () => {
    expect(
      await ofView(`${head}    as_of: yesterday\n    timezone: Asia/Soul\n    materialized: view\n`),
    ).toEqual([
      '8:5 Q1225 "orders" is made of features, which are kept as a table: not as view',
      '7:5 Q1221 unknown time zone "Asia/Soul" — did you mean "Asia/Seoul"?',
      '6:5 Q1220 "yesterday" is not a moment (as_of)',
    ]);
  });

  it("is a description of a column that does not come out", async () => {
    expect(await ofView(`${head}    columns: [{name: m, description: x}]\n`)).toEqual([
      '6:22 Q1217 "orders" has no feature "m" — did you mean "n"?',
    ]);
  });

  it("is the name of another node", async () => {
    expect(await ofView(head.replace("orders\n", "fct_orders\n"))).toEqual([
      '2:11 Q0301 feature view "fct_orders" has the name of the model declared at models/fct_orders.sql:1:1',
    ]);
  });
});

describe("what is wrong with a set", () => {
  const features = "features: [orders.n_7d]";

  it("is a view or a feature that does not exist, or that nothing leads to", async () => {
    expect(
      await ofSet(`spine: ${spine}`, "features: [order.*, orders.m, orders.x_*, orders, orders.n_7d]"),
    ).toEqual([
      '5:47 Q1211 "orders" does not say which features of which view',
      '5:16 Q1210 unknown feature view "order" — did you mean "orders"?',
      '5:25 Q1217 "orders" has no feature "m"',
      '5:35 Q1217 "orders" has no feature "x_*"',
    ]);
    const household = `entities: [{name: household, key: household_id}]
features:
  - {name: home, entity: household, from: members, timestamp: joined_at, features: [{name: n, agg: count}]}
feature_sets:
  - {name: s, entity: customer, spine: ${spine}, features: [home.n]}
`;
    expect((await resolve({ "features/home.yml": household })).problems).toEqual([
      'features/home.yml:5:123 Q1212 "home" has features of household, and nothing leads there from customer',
    ]);
  });

  it("is a spine that is none, or lacks a part", async () => {
    expect(await ofSet("spine: {from: 2024-01-01}", features)).toEqual([
      '4:12 Q1222 the spine of "churn" does not say whom and when',
    ]);
    expect(await ofSet("spine: {at: fct_orders, model: x}", features)).toEqual([
      '4:29 Q1222 the spine of "churn" says it several times: `at` and `model`',
    ]);
    expect(await ofSet("spine: {every: 7d, entities: dim_customers}", features)).toEqual([
      '4:13 Q1223 the spine of "churn" with `every` needs `from` and `to`',
    ]);
    expect(await ofSet("spine: {at: fct_orders, timestamp: ordered_at, alive_since: x}", features)).toEqual([
      "4:52 Q1203 `alive_since` means nothing for a spine of `at`",
    ]);
  });

  it("is a spine whose moments are none, or run backwards", async () => {
    expect(
      await ofSet(`spine: ${spine.replace("2024-01-01", "2024-02-30").replace("7d", "x")}`, features),
    ).toEqual(['4:29 Q1220 "2024-02-30" is not a moment (from)', '4:20 Q1204 "x" is not a length of time']);
    expect(await ofSet(`spine: ${spine.replace("2024", "2026")}`, features)).toEqual([
      "4:46 Q1224 2025-01-01 is before 2026-01-01: there is no moment between them",
    ]);
  });

  it("is a label that does not say what, when or how far", async () => {
    expect(await ofSet(`spine: ${spine}`, features, "label: {name: y}")).toEqual([
      '6:19 Q1214 the label "y" does not say what it looks for',
    ]);
    expect(await ofSet(`spine: ${spine}`, features, "label: {name: y, exists: a, from: b}")).toEqual([
      '6:33 Q1214 the label "y" looks for several things: `exists` and `from`',
    ]);
    expect(await ofSet(`spine: ${spine}`, features, "label: {name: y, exists: fct_orders}")).toEqual([
      '6:19 Q1215 the label "y" has no `timestamp` and `within`',
    ]);
    expect(
      await ofSet(
        `spine: ${spine}`,
        features,
        "label: {name: y, from: fct_orders, timestamp: t, within: 3x}",
      ),
    ).toEqual([
      '6:19 Q1202 "y" is a label with `from`, which needs `agg`',
      '6:62 Q1204 "3x" is not a length of time',
    ]);
    expect(
      await ofSet(`spine: ${spine}`, features, `label: ${label.replace("60d", "60d, agg: count")}`),
    ).toEqual(["6:88 Q1203 `agg` means nothing for not_exists"]);
  });

  it("is a split that does not add up, or runs backwards", async () => {
    const problems = async (split: string) =>
      (await ofSet(`spine: ${spine}`, features, `split: ${split}`)).map((line) =>
        line.replace(/Q1216 the split cannot be made: /, ""),
      );
    expect(await problems("{by: entity, train: 0.8, test: 0.1}")).toEqual([
      "6:12 its parts add up to 90%, not to 100%",
    ]);
    expect(await problems("{by: row, train: 0.7, valid: 0.15, test: 0.15}")).toEqual([]);
    expect(await problems("{by: row, train: 70%, test: 30%}")).toEqual([]);
    expect(await problems("{by: entity, train: 1}")).toEqual(["6:12 it has fewer than two parts"]);
    expect(await problems("{by: entity, train: much, test: 0.5}")).toEqual(['6:32 "much" is no share']);
    expect(await problems("{by: time, train: 2024-09-01, valid: 2024-03-01, test: end}")).toEqual([
      '6:49 "valid" ends before it begins',
    ]);
    expect(await problems("{by: time, train: end, test: 2024-03-01}")).toEqual([
      '6:30 "end" is neither a date nor, for the last part, `end`',
    ]);
    expect(await problems("{by: custmer_id, train: 0.5, test: 0.5}")).toEqual([
      '6:17 Q1218 "churn" has no column "custmer_id" — did you mean "customer_id"?',
    ]);
  });

  it("is a purge of what has no parts of time, looks no way ahead, or is no length", async () => {
    const problems = (split: string, ...more: readonly string[]) =>
      ofSet(`spine: ${spine}`, features, `split: ${split}`, ...more);
    const labelled = `label: ${label}`;
    const byTime = (purge: string) => `{by: time, train: 2024-09-01, test: end, purge: ${purge}}`;
    expect(await problems(byTime("true"), labelled)).toEqual([]);
    expect(await problems(byTime("14d"), labelled)).toEqual([]);
    expect(await problems(byTime("14d"))).toEqual([]);
    expect(await problems(byTime("false"))).toEqual([]);
    expect(await problems(byTime("true"))).toEqual([
      '6:60 Q1230 "churn" has no label, so its rows look no way ahead that could be purged',
    ]);
    expect(await problems("{by: entity, train: 0.8, test: 0.2, purge: true}", labelled)).toEqual([
      "6:55 Q1231 `purge` is for parts of time, and this split is by entity",
    ]);
    expect(await problems(byTime("soon"), labelled)).toEqual([
      '6:60 Q1232 "soon" does not say what is purged',
    ]);
  });

  it("is a purge that leaves nothing of a part", async () => {
    const problems = (split: string, within = "60d") =>
      ofSet(
        `spine: ${spine}`,
        features,
        `split: {by: time, ${split}}`,
        `label: ${label.replace("60d", within)}`,
      );
    const valid = (from: string, to: string) => `train: ${from}, valid: ${to}, test: end, purge: true`;
    expect(await problems(valid("2024-09-01", "2024-10-30"))).toEqual([
      '6:49 Q1233 purging leaves nothing of "valid": from its beginning to its end is less than 60d',
    ]);
    expect(await problems(valid("2024-09-01", "2024-10-31"))).toEqual([]);
    expect(await problems(valid("2024-02-01", "2024-10-31"))).toEqual([
      '6:30 Q1233 purging leaves nothing of "train": from its beginning to its end is less than 60d',
    ]);
    expect(await problems(valid("2024-09-01", "2024-09-27"), "1mo")).toEqual([
      '6:49 Q1233 purging leaves nothing of "valid": from its beginning to its end is less than 1mo',
    ]);
    // Of the calendar's lengths only what is certain is said.
    expect(await problems(valid("2024-09-01", "2024-09-28"), "1mo")).toEqual([]);
    expect(await problems("train: 2024-09-01, valid: 2024-09-10, test: end, purge: 2w")).toEqual([
      '6:49 Q1233 purging leaves nothing of "valid": from its beginning to its end is less than 2w',
    ]);
    expect(await problems("train: 2024-09-01, test: 2024-09-10, purge: true")).toEqual([]);
  });

  it("is a split without a part to fit encodings on", async () => {
    const split = "split: {by: row, first: 0.5, second: 0.5}";
    expect(await ofSet(`spine: ${spine}`, features, split)).toEqual([]);
    expect(
      await ofSet(`spine: ${spine}`, features, split, "encode:", "  - {column: n_7d, method: standard}"),
    ).toEqual([
      '6:12 Q1216 the split cannot be made: none of its parts is called "train", on which encodings are fitted and classes are balanced',
    ]);
  });

  it("is an encoding of a column that is not there, or that cannot be made", async () => {
    const encode = (...encodings: readonly string[]) =>
      ofSet(`spine: ${spine}`, features, "encode:", ...encodings.map((one) => `  - ${one}`));
    expect(
      await encode(
        "{column: n_8d, method: standard}",
        "{column: n_7d, method: target}",
        "{column: n_7d, method: clip, lower: 0.9, upper: 0.1}",
        "{column: n_7d, method: bins}",
        "{column: n_7d, method: impute}",
        "{column: n_7d, method: log, folds: 3}",
      ),
    ).toEqual([
      '7:18 Q1218 "churn" has no column "n_8d" — did you mean "n_7d"?',
      "8:32 Q1219 the encoding target cannot be made: the set has no label",
      "9:32 Q1219 the encoding clip cannot be made: `lower` is not below `upper`",
      "10:32 Q1219 the encoding bins cannot be made: `count` says how many bins",
      "11:32 Q1219 the encoding impute cannot be made: `with` says what stands for a missing value: mean, median, mode, or a constant",
      "12:37 Q1203 `folds` means nothing for method: log",
    ]);
  });

  it("is a share of rows that is none, or classes to balance without a label", async () => {
    expect(await ofSet(`spine: ${spine}`, features, "sample: 120%", "balance: weights")).toEqual([
      '6:13 Q1226 "120%" is no part of the rows',
      '2:11 Q1228 "churn" has no label whose classes could be balanced',
    ]);
  });

  it("is a name that is taken", async () => {
    expect(
      await ofSet(
        `spine: ${spine}`,
        "features: [orders.n_7d, {name: n_7d, expr: 1}]",
        `label: ${label.replace("churned", "customer_id")}`,
      ),
    ).toEqual([
      '5:36 Q1206 "churn" has a column "n_7d" already: taken from orders',
      '6:19 Q1206 "churn" has a column "customer_id" already: part of the entity\'s key',
    ]);
  });
});

describe("what is wrong with an entity", () => {
  it("is a second way to another, or one to nowhere", async () => {
    const entities = `entities:
  - name: customer
    key: customer_id
    joins:
      - {to: household, from: members, key: {customer_id: member_id}}
      - {to: household, from: members}
      - {to: houshold, from: members}
  - {name: household, key: household_id}
`;
    expect((await resolve({ "features/entities.yml": entities })).problems).toEqual([
      'features/entities.yml:6:14 Q1227 "customer" has two ways to "household"',
      'features/entities.yml:7:14 Q1200 unknown entity "houshold" — did you mean "household"?',
    ]);
  });
});
