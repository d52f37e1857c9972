import { beforeAll, describe, expect, it } from "vitest";
import { DiagnosticError } from "../../../src/base/diagnostic.ts";
import { createPaint } from "../../../src/base/paint.ts";
import { featuresCorrelations } from "../../../src/cli/actions/features/correlations.ts";
import { featuresDrift } from "../../../src/cli/actions/features/drift.ts";
import { featuresStats } from "../../../src/cli/actions/features/stats.ts";
import type { ExitCode, Invocation } from "../../../src/cli/command.ts";
import type { Options } from "../../../src/cli/options.ts";
import type { Terminal } from "../../../src/cli/terminal.ts";
import { makeFolder, quern, writeIn } from "../support.ts";

const actions = { stats: featuresStats, drift: featuresDrift, correlations: featuresCorrelations };

const project = `name: small
targets: {dev: {type: duckdb, path: small.duckdb}}
features: {as_of: "2024-12-01"}
`;

const orders = (shift: number) => `select i as order_id, (i * 37 % 500)::bigint as customer_id,
  (i * 7919 % 10000) / 100.0 + ${shift} as amount, 'c' || (i * 5 % 4) as channel, 'KRW' as currency,
  timestamp '2024-01-01' + to_seconds((i * 104729 % 31000000)::bigint) as ordered_at
from range(20000) t(i)
`;

const customers = `select i as customer_id, timestamp '2023-01-01' as signup_at, 'a' || i || '@example.org' as mail, i as age
from range(500) t(i)
`;

const features = `entities:
  - {name: customer, key: customer_id}
features:
  - name: orders
    entity: customer
    from: fct_orders
    timestamp: ordered_at
    drift: {reference: previous, psi: "> 0.2", features: [spend_*]}
    features:
      - {name: order_count, agg: count, windows: [90d]}
      - {name: spend, agg: sum, column: amount, windows: [90d]}
      - {name: spend_net, agg: sum, column: amount * 0.9, windows: [90d]}
      - {name: last_channel, agg: last, column: channel}
      - {name: currency, agg: last, column: currency}
      - {name: last_ordered_at, agg: last, column: ordered_at}
  - name: profile
    entity: customer
    from: dim_customers
    features:
      - {name: mail_domain, column: "split_part(mail, '@', 1)"}
      - {name: age, pii: age}
feature_sets:
  - name: churn_training
    entity: customer
    spine: {every: 30d, from: 2024-04-01, to: 2024-09-01, entities: dim_customers}
    features: [orders.*]
    label: {name: spend_next, from: fct_orders, agg: sum, column: amount, timestamp: ordered_at, within: 60d}
    drift: {reference: 90d, psi: 0.2}
`;

let folder = "";
beforeAll(async () => {
  folder = makeFolder({
    "project.yml": project,
    "models/fct_orders.sql": orders(0),
    "models/dim_customers.sql": customers,
    "models/customers.yml":
      "models:\n  - name: dim_customers\n    columns:\n      - {name: mail, pii: email}\n",
    "features/features.yml": features,
  });
  const first = await quern(folder, "build");
  expect(`${first.out}${first.err}`).not.toContain("error");
}, 60_000);

/** Runs an action as the command line would, in this process. */
async function run(
  action: keyof typeof actions,
  words: readonly string[],
  options: Options = {},
): Promise<{ readonly code: ExitCode; readonly out: string; readonly problems: readonly string[] }> {
  const printed: string[] = [];
  const terminal: Terminal = {
    json: options.json ?? false,
    quiet: false,
    interactive: false,
    columns: 100,
    paint: createPaint(false),
    print: (text) => void printed.push(text),
    printJson: (value) => void printed.push(JSON.stringify(value)),
    say: () => {},
    report: () => {},
    progress: () => {},
    useTexts: () => {},
    flush: async () => {},
  };
  const invocation: Invocation = {
    words,
    options,
    terminal,
    environment: {},
    directory: folder,
    now: new Date("2025-01-01T00:00:00Z"),
  };
  try {
    const code = await actions[action](invocation);
    return { code, out: printed.join("\n"), problems: [] };
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const problems = error.diagnostics.map(({ code, message }) => `${code} ${message}`);
    return { code: 1, out: printed.join("\n"), problems };
  }
}

describe("features stats", () => {
  it("prints a line for each feature", async () => {
    const { out } = await run("stats", ["orders"]);
    const lines = out.split("\n").map((line) => line.trimEnd());
    expect(lines[0]).toMatch(/^orders {2}500 rows, as of 2024-12-01 00:00, built \d{4}-\d\d-\d\d \d\d:\d\d$/);
    expect(lines.slice(2)).toEqual([
      "feature          kind      missing  distinct        mean         min      median         max  spread",
      "───────────────  ────────  ───────  ────────  ──────────  ──────────  ──────────  ──────────  ──────────────────────────────",
      "order_count_90d  number                    4       9.916           9          10          12  ▆    █    ▄    ▁",
      "spend_90d        number                  477       495.8       347.4       491.1       703.7  ▂▃▅▆█▆▆▄▆█▇▄▂▂▂▃",
      "spend_net_90d    number                  490       446.2       312.7         442       633.3  ▂▃▅▆█▆▆▄▅█▇▄▂▂▂▃",
      "last_channel     category                  4                                                  c0 25%, c1 25%, c2 25%, c3 25%",
      "currency         category                  1                                                  KRW 100%",
      "last_ordered_at  moment                  500  2024-11-26  2024-11-17  2024-11-26  2024-11-30  ▁▁▁▁▁▆▁▆▆▁▆█▄▆██",
    ]);
  });

  it("shows of personal data how much there is, and no value", async () => {
    const { out } = await run("stats", ["profile"]);
    expect(out).toMatch(/mail_domain +category +500/);
    expect(out).toMatch(/age +number +500 +249.5\s*$/m);
    expect(out).not.toContain("a1 ");
  });

  it("prints JSON with the histograms", async () => {
    const { out } = await run("stats", ["churn_training"], { json: true });
    const { node, features: list } = JSON.parse(out);
    expect(node).toBe("churn_training");
    expect(list.map((each: { feature: string }) => each.feature)).toContain("spend_next");
    expect(list[0].histogram.kind).toBe("numbers");
  });

  it("says what has no statistics, and what has none yet", async () => {
    expect((await run("stats", ["fct_orders"])).problems).toEqual([
      'Q1284 "fct_orders" is a model: statistics are kept of feature views and training sets',
    ]);
    const empty = makeFolder({
      "project.yml": project,
      "models/fct_orders.sql": orders(0),
      "models/dim_customers.sql": customers,
      "features/features.yml": features,
    });
    const before = folder;
    folder = empty;
    try {
      expect((await run("stats", ["orders"])).problems).toEqual(['Q1285 nothing is kept of "orders" yet']);
      expect((await run("drift", ["orders"])).problems[0]).toMatch(/^Q0711 /);
    } finally {
      folder = before;
    }
  });
});

describe("features correlations", () => {
  it("tells what says the same, what says nothing, and what the label has of each", async () => {
    const { out } = await run("correlations", ["churn_training"]);
    expect(out.split("\n").map((line) => line.trimEnd())).toEqual([
      "churn_training  3,000 rows",
      "",
      "pairs of 0.9 and more",
      "feature    and            measure   value",
      "─────────  ─────────────  ────────  ─────",
      "spend_90d  spend_net_90d  Pearson   1.000",
      "spend_90d  spend_net_90d  Spearman  1.000",
      "",
      "redundant",
      "keep spend_90d, drop spend_net_90d",
      "",
      "constant or nearly so",
      "currency  always the same",
      "",
      "with the label spend_next",
      "feature          measure             value",
      "───────────────  ─────────────────  ──────  ───────",
      "spend_90d        Pearson            -0.331  ███████",
      "spend_net_90d    Pearson            -0.331  ███████",
      "order_count_90d  Pearson            -0.324  ██████",
      "last_ordered_at  Spearman           -0.066  █",
      "last_channel     correlation ratio   0.028  █",
    ]);
  });

  it("is reached by the command line, as the others are", async () => {
    const { code, out } = await quern(folder, "features", "correlations", "orders", "--limit", "0.2");
    expect(out).toContain("pairs of 0.2 and more");
    expect(code).toBe(0);
    expect((await quern(folder, "features", "stats", "order")).err).toContain('did you mean "orders"?');
    const wrong = await quern(folder, "features", "drift", "orders", "--reference", "order");
    expect(wrong.err).toContain("Q1282");
    expect(wrong.code).toBe(1);
  }, 30_000);

  it("takes another limit, from 0 to 1", async () => {
    expect((await run("correlations", ["churn_training"], { strength: 1.5 })).problems[0]).toMatch(/^Q0704 /);
    const { out } = await run("correlations", ["orders"], { strength: 0.2, json: true });
    const report = JSON.parse(out);
    expect(report).toMatchObject({ node: "orders", limit: 0.2, label: null, withLabel: [] });
    expect(report.pairs[0]).toMatchObject({ a: "spend_90d", b: "spend_net_90d", rows: 500 });
  });
});

describe("features drift", () => {
  it("says that there is no build before the first", async () => {
    expect((await run("drift", ["orders"])).problems).toEqual([
      'Q1286 "orders" has been built once: there is no build before to compare it with',
    ]);
  });

  it("prints what the last build found", async () => {
    const { out } = await run("drift", ["churn_training"]);
    expect(out).toContain("churn_training  against 90 days before");
    expect(out).toMatch(/spend_90d +0\.\d{3} +0\.\d{3} +/);
    expect(out).not.toContain("last_ordered_at");
  });

  it("compares with whatever is named, now", async () => {
    const { out } = await run("drift", ["orders"], { reference: "churn_training" });
    expect(out).toContain("orders  against churn_training");
    expect(out).toMatch(/currency +0\.000/);
    const unknown = await run("drift", ["orders"], { reference: "churn_trainin" });
    expect(unknown.problems).toEqual([
      'Q1282 "orders" cannot be compared with "churn_trainin": there is no such node — did you mean "churn_training"?',
    ]);
    expect((await run("drift", ["orders"], { reference: "60d" })).problems).toEqual([
      'Q1286 "orders" cannot be compared with 60 days before, of which nothing is there yet',
    ]);
  });

  it("warns at the build, and shows what moved", async () => {
    writeIn(folder, "models/fct_orders.sql", orders(40));
    const built = await quern(folder, "build");
    expect(built.err).toContain('Q1280 2 of 2 features of "orders" moved away from the build before');
    expect(built.code).toBe(0);
    const kept = await run("drift", ["orders"]);
    expect(kept.out).toMatch(/spend_90d .* warn/);
    expect(kept.out).not.toContain("order_count_90d");
    const all = await run("drift", ["orders"], { reference: "previous", json: true });
    const { features: list } = JSON.parse(all.out);
    expect(list.map((each: { feature: string }) => each.feature)).toContain("order_count_90d");
    expect(list[0]).toMatchObject({ feature: "order_count_90d", psi: 0 });
  }, 60_000);
});
