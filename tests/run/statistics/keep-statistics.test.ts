import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DriftRule, StatisticsRequest } from "../../../src/features/statistics/request.ts";
import type { Results } from "../../../src/run/types.ts";
import {
  type BuildOptions,
  build,
  modelId,
  openTemporary,
  type SmallModel,
  type SmallProject,
  statuses,
  type TemporaryWarehouse,
} from "../small-project.ts";

let place: TemporaryWarehouse;
beforeEach(async () => {
  place = await openTemporary();
});
afterEach(() => place.close());

const request: StatisticsRequest = {
  leaveOut: ["customer_id", "as_of"],
  asOf: "as_of",
  personal: [],
  keep: 100,
  drift: [],
};

/** A hundred customers: a number that begins at `from`, and a colour of two or, from 50 on, of three. */
function orders(from: number, options: Partial<StatisticsRequest> & { moment?: string } = {}): SmallModel {
  const { moment = "2025-01-01", ...rest } = options;
  return {
    sql: `select i as customer_id, timestamp '${moment}' as as_of, i + ${from} as revenue_30d, 'c' || (case when ${from} >= 50 then i % 3 else i % 2 end) as colour from range(100) t(i)`,
    materialized: "table",
    statistics: { ...request, ...rest },
  };
}

const project = (model: SmallModel, others: SmallProject["models"] = {}): SmallProject => ({
  models: { orders: model, ...others },
});

const run = (model: SmallModel, options?: BuildOptions) => build(project(model), place, options);
const rows = (sql: string) => place.session.rows(sql);
const codes = (results: Results) => results.nodes.flatMap((node) => node.diagnostics.map(({ code }) => code));
const rule = (given: Partial<DriftRule> = {}): DriftRule => ({
  reference: { kind: "previous" },
  psi: { operator: ">", value: 0.2 },
  ks: { operator: ">", value: 0.1 },
  severity: "warn",
  ...given,
});

describe("keepStatistics(planned, node, session, execution)", () => {
  it("keeps the figures of each feature with the build that published them", async () => {
    await run(orders(0));
    expect(
      await rows(
        "select node, generation, as_of, feature, kind, row_count, nulls, distinct_values, mean, median, max, histogram from _quern.feature_statistics",
      ),
    ).toMatchObject([
      {
        node: "model.orders",
        generation: 1,
        as_of: "2025-01-01 00:00:00",
        feature: "revenue_30d",
        kind: "number",
        row_count: 100,
        nulls: 0,
        distinct_values: 100,
        mean: 49.5,
        median: 49.5,
        max: 99,
      },
      {
        feature: "colour",
        kind: "category",
        distinct_values: 2,
        mean: null,
        histogram:
          '{"kind":"categories","values":[{"value":"c0","count":50},{"value":"c1","count":50}],"other":0,"nulls":0}',
      },
    ]);
  });

  it("writes nothing for what is reused, and nothing for parts of the data", async () => {
    await run(orders(0));
    await run(orders(0));
    await run(orders(1), { flags: { empty: true } });
    expect(await rows("select distinct generation from _quern.feature_statistics")).toHaveLength(1);
  });

  it("writes nothing for what a test rolls back", async () => {
    const failing = { failing: { on: ["orders"], failures: "select * from {orders}" } };
    const { results } = await build({ ...project(orders(0)), tests: failing }, place);
    expect(statuses(results).orders).toBe("fail");
    expect(await rows("select * from _quern.feature_statistics")).toEqual([]);
  });

  it("keeps as many builds as it is told", async () => {
    for (const from of [1, 2, 3, 4])
      await run(orders(from, { keep: 2, drift: [rule({ severity: "warn" })] }));
    const kept = "select distinct generation from _quern.";
    expect(await rows(`${kept}feature_statistics order by 1`)).toEqual([
      { generation: 3 },
      { generation: 4 },
    ]);
    expect(await rows(`${kept}feature_drift order by 1`)).toEqual([{ generation: 3 }, { generation: 4 }]);
  });

  it("measures nothing where none are to be kept", async () => {
    await run(orders(0, { keep: 0 }));
    expect(await rows("select * from _quern.feature_statistics")).toEqual([]);
  });

  it("keeps no value of personal data", async () => {
    await run(orders(0, { personal: ["Colour"] }), {
      context: { isPersonal: (_node, column) => column === "revenue_30d" },
    });
    expect(await rows("select distinct median, max, histogram from _quern.feature_statistics")).toEqual([
      { median: null, max: null, histogram: null },
    ]);
  });
});

describe("drift at a build", () => {
  it("says nothing at the first build, and nothing where nothing moved", async () => {
    const first = await run(orders(0, { drift: [rule()] }));
    expect(codes(first.results)).toEqual([]);
    const second = await run(orders(0, { drift: [rule()] }), { flags: { force: true } });
    expect(statuses(second.results).orders).toBe("success");
    expect(await rows("select feature, psi, ks, alert, is_published from _quern.feature_drift")).toEqual([
      { feature: "revenue_30d", psi: 0, ks: 0, alert: null, is_published: true },
      { feature: "colour", psi: 0, ks: null, alert: null, is_published: true },
    ]);
  });

  it("warns of what moved, and publishes", async () => {
    await run(orders(0));
    const { results } = await run(orders(50, { drift: [rule()] }));
    expect(statuses(results).orders).toBe("warn");
    // Of ten bins five are left (0.0999 ln 1000 each), and the last holds 0.6 instead of 0.1: 0.5 ln 6. Of the colours a third is new:
    // 0.16 ln(0.5 / 0.34) + 0.17 ln(0.5 / 0.33) + 0.3299 ln 3300.
    expect(results.nodes[0]?.diagnostics).toMatchObject([
      {
        code: "Q1280",
        severity: "warning",
        message:
          '2 of 2 features of "orders" moved away from the build before: revenue_30d (PSI 4.3 > 0.2, KS 0.50 > 0.1), colour (PSI 2.8 > 0.2)',
      },
    ]);
    expect(await rows("select max(revenue_30d) as m from orders")).toEqual([{ m: 149 }]);
    expect(await rows("select feature, alert from _quern.feature_drift")).toEqual([
      { feature: "revenue_30d", alert: "warn" },
      { feature: "colour", alert: "warn" },
    ]);
  });

  it("rolls back by severity error, keeps the figures, and compares with what is published again", async () => {
    await run(orders(0));
    const refused = await run(orders(50, { drift: [rule({ severity: "error", features: ["revenue_*"] })] }));
    expect(statuses(refused.results).orders).toBe("fail");
    expect(codes(refused.results)).toEqual(["Q1281"]);
    expect(await rows("select max(revenue_30d) as m from orders")).toEqual([{ m: 99 }]);
    expect(await rows("select feature, alert, is_published from _quern.feature_drift")).toEqual([
      { feature: "revenue_30d", alert: "error", is_published: false },
    ]);
    const mended = await run(orders(2, { drift: [rule({ severity: "error" })] }));
    expect(statuses(mended.results).orders).toBe("success");
  });

  it("compares without judging where tests are not run either", async () => {
    await run(orders(0));
    const { results } = await run(orders(50, { drift: [rule({ severity: "error" })] }), { command: "run" });
    expect(statuses(results).orders).toBe("success");
    expect(await rows("select distinct alert from _quern.feature_drift")).toEqual([{ alert: null }]);
  });

  it("compares with another table by its names, exactly, once it is there", async () => {
    const reference = {
      kind: "relation",
      name: "churn_training",
      relation: { schema: "main", name: "churn_training" },
      columns: { revenue_30d: "orders_revenue_30d" },
    } as const;
    const model = (from: number) => orders(from, { drift: [rule({ reference, features: ["revenue_30d"] })] });
    const missing = await run(model(0));
    expect(statuses(missing.results).orders).toBe("success");
    expect(await rows("select * from _quern.feature_drift")).toEqual([]);
    await place.session.run(
      "create table churn_training as select i as orders_revenue_30d, 'x' as colour from range(100) t(i)",
    );
    const { results } = await run(model(30));
    expect(results.nodes[0]?.diagnostics[0]?.message).toContain(
      'of "orders" moved away from churn_training: revenue_30d (PSI',
    );
    expect(await rows("select reference, feature, ks, ks_error from _quern.feature_drift")).toEqual([
      { reference: "churn_training", feature: "revenue_30d", ks: expect.closeTo(0.3, 12), ks_error: 0 },
    ]);
  });

  it("compares with the build for a moment so long before", async () => {
    const reference = { kind: "earlier", duration: { amount: 30, unit: "day" } } as const;
    const model = (from: number, moment: string) =>
      orders(from, { moment, drift: [rule({ reference, features: ["revenue_30d"] })] });
    await run(model(0, "2025-01-01"));
    const tooNear = await run(model(20, "2025-01-20"));
    expect(codes(tooNear.results)).toEqual([]);
    await run(model(40, "2025-02-05"));
    expect(await rows("select generation, reference, ks from _quern.feature_drift order by 1")).toMatchObject(
      [{ generation: 3, reference: "30 days before", ks: expect.closeTo(0.4, 12) }],
    );
  });

  it("compares the last rows of one table with those before them", async () => {
    const reference = { kind: "window", duration: { amount: 30, unit: "day" } } as const;
    const sql =
      "select i as customer_id, timestamp '2025-01-01' + to_days((i // 10)::int) as as_of, case when i < 300 then 1 else 2 end as level from range(600) t(i)";
    const { results } = await run({
      sql,
      materialized: "table",
      statistics: { ...request, drift: [rule({ reference })] },
    });
    expect(codes(results)).toEqual(["Q1280"]);
    expect(await rows("select feature, ks from _quern.feature_drift")).toEqual([{ feature: "level", ks: 1 }]);
  });

  it("does not mind several nodes at once", async () => {
    const others = Object.fromEntries(
      [1, 2, 3, 4, 5, 6].map((each) => [`view_${each}`, orders(each, { drift: [rule()] })]),
    );
    for (const force of [false, true]) {
      const { results } = await build(project(orders(0), others), place, { flags: { force } });
      expect(new Set(Object.values(statuses(results)))).toEqual(new Set(["success"]));
    }
    expect(await rows("select count(*) as n from _quern.feature_statistics")).toEqual([{ n: 28 }]);
    expect(modelId("orders")).toBe("model.orders");
  });
});
