import { describe, expect, it } from "vitest";
import { plain, resolve, resolveSound, setOf, viewOf } from "./resolve-features.ts";

const view = (drift: string, name = "orders") =>
  `features:\n  - name: ${name}\n    entity: customer\n    from: fct_orders\n    timestamp: ordered_at\n${drift}    features:\n      - {name: n, agg: count, windows: [7d]}\n`;
const set = (drift = "") =>
  `feature_sets:\n  - name: churn\n    entity: customer\n    spine: {every: 7d, from: 2024-01-01, to: 2025-01-01, entities: dim_customers}\n    features: [orders.*]\n${drift}`;

const problemsOf = async (drift: string) => {
  const { problems } = await resolve({ "features/orders.yml": view(drift) });
  return problems.map((problem) => problem.replace("features/orders.yml:", ""));
};

describe("drift:", () => {
  it("is one rule or a list of them, told by default", async () => {
    const graph = await resolveSound({
      "features/orders.yml": view(
        '    drift:\n      - {reference: previous, psi: "> 0.2", ks: 0.1}\n      - {reference: 30d, psi: ">= 0.25", severity: error, features: [n_*]}\n      - {reference: churn, features: n_7d}\n',
      ),
      "features/set.yml": set("    drift: {reference: dim_customers}\n"),
    });
    expect(plain(viewOf(graph, "orders").drift)).toEqual([
      {
        reference: { kind: "previous" },
        psi: { operator: ">", value: 0.2 },
        ks: { operator: ">", value: 0.1 },
        severity: "warn",
      },
      {
        reference: { kind: "before", duration: { amount: 30, unit: "day" } },
        psi: { operator: ">=", value: 0.25 },
        severity: "error",
        features: ["n_*"],
      },
      { reference: { kind: "node", node: "training_set.churn" }, severity: "warn", features: ["n_7d"] },
    ]);
    expect(plain(setOf(graph, "churn").drift)).toEqual([
      { reference: { kind: "node", node: "model.dim_customers" }, severity: "warn" },
    ]);
  });

  it("makes no parent of what it compares with: a view may be held against a set that is made of it", async () => {
    const graph = await resolveSound({
      "features/orders.yml": view("    drift: {reference: churn, psi: 0.2}\n"),
      "features/set.yml": set(),
    });
    expect(viewOf(graph, "orders").dependsOn).toEqual(["model.fct_orders"]);
    expect(setOf(graph, "churn").dependsOn).toContain("feature_view.orders");
  });

  it("cannot compare with what there is not, with itself, or with what is no relation", async () => {
    expect(await problemsOf("    drift: {reference: dim_custumers}\n")).toEqual([
      '6:24 Q1282 "orders" cannot be compared with "dim_custumers": there is no such node — did you mean "dim_customers"?',
    ]);
    expect(await problemsOf("    drift: {reference: orders}\n")).toEqual([
      '6:24 Q1282 "orders" cannot be compared with itself — did you mean "previous"?',
    ]);
    const { problems } = await resolve({
      "models/inlined.sql": '{{config materialized="ephemeral"}}\nselect 1 as n_7d\n',
      "features/orders.yml": view("    drift: {reference: inlined}\n"),
    });
    expect(problems[0]).toContain('Q1282 "orders" cannot be compared with "inlined"');
  });

  it("refuses limits that are none, and names of features that there are not", async () => {
    expect(
      await problemsOf('    drift: {reference: previous, psi: "< 0.2", ks: much, features: [n_8d, n_*]}\n'),
    ).toEqual([
      '6:39 Q1283 "< 0.2" is no limit of drift',
      '6:52 Q1283 "much" is no limit of drift',
      '6:69 Q1217 "orders" has no feature "n_8d" — did you mean "n_7d"?',
    ]);
  });

  it("needs statistics to be kept", async () => {
    expect(await problemsOf("    keep_statistics: 0\n    drift: {reference: previous}\n")).toEqual([
      '7:24 Q1287 "orders" keeps no statistics, and cannot be compared with anything',
    ]);
  });

  it("knows its keys and severities", async () => {
    const problems = await problemsOf("    drift: {reference: previous, severity: loud, threshold: 1}\n");
    expect(problems.some((problem) => problem.includes("severity"))).toBe(true);
    expect(problems.some((problem) => problem.includes("threshold"))).toBe(true);
    expect(
      (await problemsOf("    drift: {psi: 0.2}\n")).some((problem) => problem.includes("reference")),
    ).toBe(true);
  });
});
