import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { duckdbAdapter } from "../src/adapters/duckdb/index.ts";
import type { Results } from "../src/run/types.ts";
import { type Ended, makeFolder, quern, start } from "./cli/support.ts";

const repository = join(dirname(fileURLToPath(import.meta.url)), "..");
const shop = makeFolder();
const database = join(shop, "target", "shop.duckdb");

beforeAll(async () => {
  copyProject(shop);
  await succeeds(quern(shop, "demo", "--scale", "0.01"));
  await succeeds(quern(shop, "build"));
});

describe("the shop, built from its raw data", () => {
  it("publishes every node and passes every test", async () => {
    const results = readResults(shop);
    const tests = results.nodes.flatMap((node) => node.tests);
    expect(new Set(results.nodes.map((node) => node.status))).toEqual(new Set(["success"]));
    expect(new Set(tests.map((test) => test.status))).toEqual(new Set(["pass"]));
    expect(tests.length).toBeGreaterThan(100);
  });

  it("runs nothing when built again", async () => {
    const { out } = await succeeds(quern(shop, "build"));
    expect(out).toContain("0 nodes to run");
  });

  it("rebuilds nothing for white space, comments and descriptions", async () => {
    await withChanged(
      "models/staging/stg_orders.sql",
      (text) => `-- what orders are\n\n${text}\n`,
      async () => {
        const { out } = await succeeds(quern(shop, "build"));
        expect(out).toContain("0 nodes to run");
      },
    );
  });
});

const page = readFileSync(join(repository, "features", "README.md"), "utf8");

describe("the parts of time of features/README.md", () => {
  const sets = [...page.matchAll(/^\| `(\w+_training)` \| (\d+ days) \| (.*) \|$/gm)].map(
    ([, name = "", horizon = "", cells = ""]) => ({ name, horizon, counts: cells.split(" | ").map(Number) }),
  );

  it("have the rows that the page counts", async () => {
    expect(sets.map(({ name }) => name)).toEqual(["churn_training", "spend_training"]);
    for (const { name, counts } of sets) {
      const [row] = await read(
        database,
        `select parts, purged::int as purged, incomplete::int as incomplete from _quern.training_versions where node = 'training_set.${name}'`,
      );
      const { train, valid, test } = JSON.parse(String(row?.parts));
      expect([train, valid, test, row?.purged, row?.incomplete], name).toEqual(counts);
    }
  });

  it("do not look into those after them", async () => {
    for (const { name, horizon } of sets) {
      const [row] = await read(
        database,
        `select (select max(as_of) + interval '${horizon}' from ${name} where split = 'train') <= (select min(as_of) from ${name} where split = 'valid') as trained,
         (select max(as_of) + interval '${horizon}' from ${name} where split = 'valid') <= (select min(as_of) from ${name} where split = 'test') as validated`,
      );
      expect(row, name).toEqual({ trained: true, validated: true });
    }
  });
});

describe("the ten customers of features/README.md", () => {
  const customers = page.split("\n").flatMap((line) => {
    const [name = "", orders = "", ...values] = line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
    const id = /^\w+ (\d+)$/.exec(name)?.[1];
    return id === undefined ? [] : [{ id: Number(id), orders, values }];
  });
  const columns = [
    "order_count_90d",
    "order_count_365d",
    "order_count_lifetime",
    "revenue_365d",
    "recency_days",
    "gap_days_mean",
    "discount_share_365d",
    "last_channel",
  ];

  it("have the orders that the page lists, and the values that it works out", async () => {
    expect(customers.length).toBe(10);
    for (const { id, orders, values } of customers) {
      const [row] = await read(
        database,
        `select ${columns.join(", ")} from orders where customer_id = ${id}`,
      );
      expect(
        columns.map((column) => shown(row?.[column])),
        `customer ${id}`,
      ).toEqual(values);
      const listed = await read(
        database,
        `select strftime(ordered_at, '%Y-%m-%d %H:%M') as at, channel, items_amount as value, discount_amount as off, status from fct_orders where customer_id = ${id} order by ordered_at`,
      );
      expect(orders).toBe(listed.map(renderOrder).join("; "));
    }
  });

  it("add up", () => {
    const end = Date.parse("2025-06-30T15:00:00Z");
    for (const { id, orders, values } of customers) {
      const placed = orders
        .split("; ")
        .filter((order) => !order.includes("payment failed"))
        .map(parseOrder);
      const within = (days: number) => placed.filter(({ at }) => at > end - days * 86_400_000);
      const revenue = within(365).reduce((sum, { value }) => sum + value, 0);
      expect([within(90).length, within(365).length, placed.length].map(String), `customer ${id}`).toEqual(
        values.slice(0, 3),
      );
      expect(revenue.toFixed(2)).toBe(values[3]);
      // Orders are listed by the minute.
      expect(
        Math.abs((end - Math.max(...placed.map(({ at }) => at))) / 86_400_000 - Number(values[4])),
      ).toBeLessThan(0.001);
    }
  });
});

describe("quern check of the shop", () => {
  it("finds no mistake and no broken rule", async () => {
    const { out, err } = await succeeds(quern(shop, "check"));
    expect(err).toBe("");
    expect(out).toMatch(/: 0 errors, 0 warnings\n$/);
  });

  it("finds personal data that is copied without saying so, by the shop's own rule", async () => {
    await withChanged(
      "models/marts/customer.yml",
      (text) => text.replace(/(\{name: city, type: VARCHAR, .*), pii: address\}/, "$1}"),
      async () => {
        const { code, err } = await quern(shop, "check");
        expect(code).toBe(1);
        expect(err).toMatch(
          /customer\.yml:\d+:\d+ error Q0870 "dim_customers\.city": is a copy of stg_customers\.city, .* \(personal_data_is_marked\)/,
        );
      },
    );
  });
});

describe("a staging model broken on purpose", () => {
  const breaks = [
    {
      what: "a column that is not there",
      change: (text: string) => text.replace("  customer_id,", "  custmer_id as customer_id,"),
      says: /models\/staging\/stg_orders\.sql:\d+:\d+.*Q0107.*custmer_id/,
      hint: "nothing was run",
    },
    {
      what: "a column that is not there, built without looking first",
      change: (text: string) => text.replace("  customer_id,", "  custmer_id as customer_id,"),
      words: ["--no-check"],
      says: /models\/staging\/stg_orders\.sql:\d+:\d+.*Q0107.*custmer_id/,
      hint: "customer_id",
    },
    {
      what: "a key that is null",
      change: (text: string) =>
        text.replace("  order_id,", "  case when status <> 'cancelled' then order_id end as order_id,"),
      // The key is no key any more, so what is made of it cannot be told from what looks ahead: that is not what is asked here.
      words: ["--no-check"],
      says: /not_null_stg_orders_order_id/,
      hint: "_quern",
    },
    {
      what: "a value of the wrong type",
      change: (text: string) =>
        text.replace("  items_amount,", "  cast(cast(status as integer) as decimal(12, 2)) as items_amount,"),
      says: /stg_orders/,
      hint: "INT32",
    },
    {
      what: "a type that a contract does not have",
      change: (text: string) =>
        text.replace("  items_amount,", "  cast(items_amount as double) as items_amount,"),
      says: /models\/marts\/commerce\.yml:\d+:\d+.*Q0812.*"items_amount" of "fct_orders" is DOUBLE/,
      hint: "nothing was run",
    },
  ];

  for (const { what, change, says, hint, words = [] } of breaks)
    it(`leaves the published mart as it was and says where and why: ${what}`, async () => {
      const before = await fingerprintOf(database, "fct_orders");
      await withChanged("models/staging/stg_orders.sql", change, async () => {
        const { code, out, err } = await quern(shop, "build", ...words);
        const said = out + err;
        expect(code, said).toBe(1);
        expect(said).toMatch(says);
        expect(said).toContain(hint);
        expect(said).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
        if (hint !== "nothing was run") {
          const skipped = readResults(shop).nodes.find((node) => node.id === "model.fct_orders");
          expect(skipped?.status).toMatch(/skipped|error/);
        }
        expect(await fingerprintOf(database, "fct_orders")).toBe(before);
      });
      await succeeds(quern(shop, "build"));
      expect(await fingerprintOf(database, "fct_orders")).toBe(before);
    });
});

describe("a unit test of the shop", () => {
  it("stops what reads a model that no longer does what the test says, with rows that differ", async () => {
    const before = await fingerprintOf(database, "fct_orders");
    const change = (text: string) => text.replace(" filter (where refunds.is_settled) as", " as");
    await withChanged("models/intermediate/int_refunds_by_line.sql", change, async () => {
      const { code, out, err } = await quern(shop, "build");
      expect(code, out + err).toBe(1);
      expect(err).toMatch(/tests\/money\.yml:\d+:\d+ error Q0900 unit test "nets_refunds_that_are_settled"/);
      expect(err).toMatch(/- {2}b .*«0\.00»/);
      const orders = readResults(shop).nodes.find((node) => node.id === "model.fct_orders");
      expect(orders?.status).toBe("skipped");
      expect(await fingerprintOf(database, "fct_orders")).toBe(before);
    });
    await succeeds(quern(shop, "build"));
    expect(await fingerprintOf(database, "fct_orders")).toBe(before);
  });
});

describe("a build killed in the middle", () => {
  it("gives, built again, the tables of an undisturbed build", async () => {
    const killed = makeFolder();
    copyProject(killed);
    cpSync(join(shop, "data"), join(killed, "data"), { recursive: true });
    for (const after of [5, 15, 25]) {
      const { child, ended, output } = start(killed, ["build"], { CI: "true" });
      child.stdout.on("data", () => {
        if (output().split("\n").length > after) child.kill("SIGKILL");
      });
      await ended;
    }
    await succeeds(quern(killed, "build"));
    const disturbed = join(killed, "target", "shop.duckdb");
    const names = await tablesIn(database);
    expect(await tablesIn(disturbed)).toEqual(names);
    for (const name of names.filter((table) => table !== "snap_customers"))
      expect([name, await fingerprintOf(disturbed, name)]).toEqual([
        name,
        await fingerprintOf(database, name),
      ]);
  });
});

function copyProject(folder: string): void {
  mkdirSync(join(folder, "tests"), { recursive: true });
  for (const part of ["project.yml", "models", "macros", "rules", "features"])
    cpSync(join(repository, part), join(folder, part), { recursive: true });
  for (const name of readdirSync(join(repository, "tests")).filter((file) => /\.(sql|yml)$/.test(file)))
    cpSync(join(repository, "tests", name), join(folder, "tests", name));
  cpSync(join(repository, "tests", "rows"), join(folder, "tests", "rows"), { recursive: true });
}

async function succeeds(running: Promise<Ended>): Promise<Ended> {
  const ended = await running;
  expect(ended.code, ended.out + ended.err).toBe(0);
  return ended;
}

/** Four digits at most, as the page has them; money has two. */
function shown(value: unknown): string {
  return typeof value === "number" ? String(Math.round(value * 1e4) / 1e4) : String(value ?? "null");
}

function renderOrder({ at, channel, value, off, status }: Readonly<Record<string, unknown>>): string {
  const less = Number(off) === 0 ? "" : ` - ${off}`;
  const note = status === "completed" ? "" : ` (${String(status).replaceAll("_", " ")})`;
  return `${at} ${channel} ${value}${less}${note}`;
}

function parseOrder(text: string): { readonly at: number; readonly value: number } {
  const [, at = "", value = "", off = "0"] = /^(\S+ \S+) \w+ ([\d.]+)(?: - ([\d.]+))?/.exec(text) ?? [];
  return { at: Date.parse(`${at.replace(" ", "T")}:00Z`), value: Number(value) - Number(off) };
}

/** Runs with a file of the shop changed, and puts it back. */
async function withChanged(
  file: string,
  change: (text: string) => string,
  run: () => Promise<void>,
): Promise<void> {
  const path = join(shop, file);
  const text = readFileSync(path, "utf8");
  const changed = change(text);
  expect(changed).not.toBe(text);
  writeFileSync(path, changed);
  try {
    await run();
  } finally {
    rmSync(path);
    writeFileSync(path, text);
  }
}

function readResults(folder: string): Results {
  const text = readFileSync(join(folder, "target", "run_results.json"), "utf8");
  return (JSON.parse(text) as { readonly results: Results }).results;
}

/**
 * A digest of a relation's rows that does not depend on their order. Of DOUBLEs seven digits count: in which order threads add them up is chance,
 * which their last digits show.
 */
async function fingerprintOf(file: string, relation: string): Promise<string> {
  const columns = await read(
    file,
    `select column_name as name, data_type as type from information_schema.columns where table_name = '${relation}'`,
  );
  const items = columns.map(({ name, type }) =>
    type === "DOUBLE" ? `"${name}"::float as "${name}"` : `"${name}"`,
  );
  const [row] = await read(
    file,
    `select count(*) || ':' || coalesce(sum(hash(rows)), 0) as digest from (select to_json(t) as rows from (select ${items.join(", ")} from ${relation}) t)`,
  );
  return String(row?.digest);
}

async function tablesIn(file: string): Promise<string[]> {
  const rows = await read(
    file,
    "select table_name as name from information_schema.tables where table_schema = 'main' and table_type = 'BASE TABLE' order by 1",
  );
  return rows.map((row) => String(row.name));
}

async function read(file: string, query: string) {
  const warehouse = await duckdbAdapter.open({
    location: file,
    readOnly: true,
    baseFolder: dirname(dirname(file)),
  });
  try {
    return await (await warehouse.connect()).rows(query);
  } finally {
    await warehouse.close();
  }
}
