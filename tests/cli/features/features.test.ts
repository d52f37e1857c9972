import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { quern, start, writeIn } from "../support.ts";
import { serveIn } from "./serving.ts";
import { smallProject } from "./small-project.ts";

const folder = smallProject();
const built = await quern(folder, "build");
if (built.code !== 0) throw new Error(built.out + built.err);

/** Lines without blanks at their ends. */
const trimmed = (text: string) => text.replace(/[ \t]+$/gm, "");

describe("quern features list", () => {
  it("lists views and sets", async () => {
    const { code, out } = await quern(folder, "features", "list");
    expect(code).toBe(0);
    expect(trimmed(out)).toBe(`name         kind  entity    key           features  description
───────────  ────  ────────  ────────────  ────────  ─────────────────────
orders       view  customer  customer_id          3  Orders of a customer.
habits       view  customer  customer_id          1
sales        view  product   country, sku         1
churn        set   customer  customer_id          5
at_purchase  set   customer  customer_id          2
`);
  });

  it("lists the features of one, with what they mean", async () => {
    const { sets } = JSON.parse((await quern(folder, "features", "list", "--json")).out);
    expect(sets.map(({ name }: { name: string }) => name)).toEqual([
      "orders",
      "habits",
      "sales",
      "churn",
      "at_purchase",
    ]);
    const churn = JSON.parse((await quern(folder, "features", "list", "churn", "--json")).out);
    expect(churn).toMatchObject({
      name: "churn",
      kind: "set",
      entity: "customer",
      key: ["customer_id"],
      views: ["orders", "habits"],
    });
    expect(churn.features.map(({ name }: { name: string }) => name)).toEqual([
      "order_count_7d",
      "order_count_lifetime",
      "revenue_30d",
      "last_sku",
      "mean_order",
    ]);
    const { out } = await quern(folder, "features", "list", "orders");
    expect(trimmed(out)).toContain("revenue_30d           KRW");
    expect(out).toContain("How many");
  });

  it("knows no other name", async () => {
    const { code, err } = await quern(folder, "features", "list", "chrun");
    expect(code).toBe(2);
    expect(err).toContain('error Q1266 unknown feature view or set "chrun" — did you mean "churn"?');
    expect(err).toContain("there are: orders, habits, sales, churn, at_purchase");
  });
});

describe("quern features get", () => {
  it("prints the values of an entity's views, each with its age", async () => {
    const { code, out } = await quern(folder, "features", "get", "customer", "1");
    expect(code).toBe(0);
    expect(trimmed(out).replace(/\d+ days/g, "N days")).toBe(`customer 1
feature               value  view    as of                age
────────────────────  ─────  ──────  ───────────────────  ────────
order_count_7d        2      orders  2025-07-01 00:00:00  N days
order_count_lifetime  2      orders  2025-07-01 00:00:00  N days
revenue_30d           30.50  orders  2025-07-01 00:00:00  N days
last_sku              a      habits  2025-06-30 00:00:00  N days
`);
  });

  it("prints a set from all of its views, in the JSON that is served", async () => {
    const { out } = await quern(folder, "features", "get", "customer", "1", "--set", "churn", "--json");
    const { entity, sets } = JSON.parse(out);
    expect([entity, sets.length]).toEqual(["customer", 1]);
    expect(sets[0]).toMatchObject({
      set: "churn",
      key: { customer_id: 1 },
      known: true,
      views: {
        orders: { as_of: "2025-07-01T00:00:00Z", known: true },
        habits: { as_of: "2025-06-30T00:00:00Z", known: true },
      },
      features: {
        order_count_7d: 2,
        order_count_lifetime: 2,
        revenue_30d: "30.50",
        last_sku: "a",
        mean_order: 15.25,
      },
    });
    const server = await serveIn(folder);
    const served = (await server.json("/features/churn/1")) as {
      features: unknown;
      known: boolean;
      key: unknown;
    };
    expect(served).toMatchObject({ key: sets[0].key, known: true, features: sets[0].features });
    server.child.kill("SIGTERM");
    expect((await server.ended).code).toBe(0);
  });

  it("gives defaults for whom nobody knows, and says so", async () => {
    const { code, out } = await quern(folder, "features", "get", "customer", "77", "--set", "orders");
    expect(code).toBe(0);
    expect(out).toContain("customer 77: no such entity; what follows are defaults");
    expect(trimmed(out)).toMatch(/^order_count_7d +0 +orders +2025-07-01 00:00:00 +\d+ days +default$/m);
    expect(trimmed(out)).toMatch(/^revenue_30d +0\.00 /m);
  });

  it("works values out as they stood at a moment", async () => {
    const words = ["features", "get", "customer", "1", "--set", "churn", "--json", "--at"];
    const [set] = JSON.parse((await quern(folder, ...words, "2025-06-29T12:00")).out).sets;
    expect(set.features).toEqual({
      order_count_7d: 1,
      order_count_lifetime: 1,
      revenue_30d: "10.50",
      last_sku: "a",
      mean_order: 10.5,
    });
    expect(set.views.orders).toMatchObject({ as_of: "2025-06-29T12:00:00Z", known: true });
    const [before] = JSON.parse((await quern(folder, ...words, "2024-01-01")).out).sets;
    expect([before.known, before.reason, before.features.order_count_7d]).toEqual([
      false,
      "no such entity",
      0,
    ]);
    expect((await quern(folder, ...words, "yesterday")).out).toContain(
      '--at \\"yesterday\\" is not a date or time',
    );
  });

  it("takes keys of several parts", async () => {
    const { out } = await quern(folder, "features", "get", "product", "kr", "a");
    expect(trimmed(out)).toMatch(/^sold +1 +sales/m);
  });

  it.each([
    [
      ["custmer", "1"],
      'error Q1265 unknown entity "custmer" — did you mean "customer"?',
      "entities of the project: customer, product, visitor",
    ],
    [["customer", "1", "2"], "error Q1267 customer: the key is customer_id: 1 value, not 2", ""],
    [["product", "kr"], "error Q1267 product: the key is country, sku: 2 values, not 1", ""],
    [["customer", "x"], 'error Q1268 customer: "x" is no customer_id: BIGINT takes a whole number', ""],
    [
      ["customer", "1", "--set", "sales"],
      'error Q1266 customer has no feature view or set "sales"',
      "there are: orders, habits, churn, at_purchase",
    ],
    [["customer"], 'error Q0701 missing required argument "KEY"', "`quern features get --help`"],
  ])("refuses %j", async (words, message, hint) => {
    const { code, err } = await quern(folder, "features", "get", ...words);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err).toContain(hint);
  });

  it("says why a set cannot be asked for by the key of its entity", async () => {
    const { code, err } = await quern(folder, "features", "get", "customer", "1", "--set", "at_purchase");
    expect([code, err]).toEqual([
      1,
      expect.stringContaining(
        "error Q1273 at_purchase cannot be served: its features of sales are found by country, sku, which a row of its spine names",
      ),
    ]);
  });

  it("says that no view is of an entity", async () => {
    const { code, err } = await quern(folder, "features", "get", "visitor", "1");
    expect([code, err]).toEqual([
      1,
      expect.stringContaining("error Q1273 visitor cannot be served: no feature view is of it"),
    ]);
  });
});

describe("quern features, before anything is built", () => {
  const bare = smallProject();

  it("says what has to be built", async () => {
    const got = await quern(bare, "features", "get", "customer", "1", "--set", "churn");
    expect(got.code).toBe(1);
    expect(got.err).toContain("error Q1273 churn cannot be served: orders, habits are not built");
    expect(got.err).toContain("run `quern build --select orders habits`");
    const { code, err } = await quern(bare, "features", "serve", "--port", "0");
    expect(code).toBe(1);
    expect(err).toContain(
      "error Q1273 orders, habits, sales, churn cannot be served: orders, habits, sales are not built",
    );
  });

  it("serves what is there, and works out the rest from what is under it", async () => {
    await quern(bare, "build", "--select", "+habits");
    const { code, out, err } = await quern(bare, "features", "pack");
    expect(code).toBe(0);
    expect(out).toMatch(/^habits {2}target\/serving\/dev\/habits\.[0-9a-f]{32}\.pack$/m);
    expect(err).toContain("warning Q1273 orders, sales, churn cannot be served: orders, sales are not built");
    expect((await quern(bare, "features", "pack")).out).toContain("(as it was)");
    const at = await quern(
      bare,
      "features",
      "get",
      "customer",
      "1",
      "--set",
      "churn",
      "--at",
      "2025-07-01",
      "--json",
    );
    expect(JSON.parse(at.out).sets[0].features.order_count_7d).toBe(2);
  });
});

describe("quern features serve", () => {
  it("refuses to be reached from elsewhere without a token", async () => {
    const { code, err } = await quern(folder, "features", "serve", "--host", "0.0.0.0");
    expect(code).toBe(2);
    expect(err).toContain(
      "error Q1271 0.0.0.0 can be reached from other machines: serving there needs a token",
    );
  });

  it("takes the token of the environment, and never prints it", async () => {
    const token = "not-for-other-eyes";
    const server = await serveIn(folder, ["--host", "0.0.0.0"], { QUERN_TOKEN: token });
    const address = `http://127.0.0.1:${new URL(server.address).port}/features/orders/1`;
    expect((await fetch(address)).status).toBe(401);
    expect((await fetch(address, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
    server.child.kill("SIGINT");
    const { code, out, err } = await server.ended;
    expect(code).toBe(0);
    expect(out + err).not.toContain(token);
  });

  it("says why it cannot listen", async () => {
    const server = await serveIn(folder);
    const { port } = new URL(server.address);
    const second = await quern(folder, "features", "serve", "--port", port);
    expect([second.code, second.err]).toEqual([
      1,
      expect.stringContaining(`error Q1272 cannot listen on 127.0.0.1:${port}`),
    ]);
    server.child.kill("SIGINT");
    await server.ended;
  });

  it("answers what has begun to come in before it ends, and takes nothing more", async () => {
    const server = await serveIn(folder);
    const { hostname, port } = new URL(server.address);
    const body = '{"keys": [1, 2]}';
    const head = `POST /features/orders HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
    let answer = "";
    const socket = connect(Number(port), hostname, () => socket.write(head + body.slice(0, 5)));
    socket.on("data", (part) => {
      answer += part;
    });
    const closed = new Promise((resolve) => socket.on("close", resolve));
    await server.json("/health");
    server.child.kill("SIGINT");
    await expect
      .poll(() =>
        fetch(`${server.address}/health`).then(
          () => "up",
          () => "down",
        ),
      )
      .toBe("down");
    socket.write(body.slice(5));
    await closed;
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('"values":[2,2,"30.50"]');
    expect((await server.ended).code).toBe(0);
  });

  it("keeps what it serves where it cannot be packed again, and says so", { timeout: 60_000 }, async () => {
    const own = smallProject();
    await quern(own, "build");
    const server = await serveIn(own);
    writeIn(own, "features/features.yml", "entities: [");
    const changed = start(own, ["show", "--inline", "select 1"]);
    await changed.ended;
    writeIn(own, "target/small.duckdb.wal", "");
    await server.waitFor(({ kind }) => kind === "diagnostics");
    expect(await server.json("/health")).toEqual({ status: "stale" });
    expect(await server.json("/features/orders/1")).toMatchObject({ known: true });
    server.child.kill("SIGINT");
    expect((await server.ended).code).toBe(0);
  });
});
