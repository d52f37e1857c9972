import { request } from "node:http";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { now, serve } from "../served-http.ts";

const orders = {
  name: "orders",
  key: ["customer_id"],
  features: ["order_count_7d", "revenue_30d", "last_channel"],
  select: `select * from (values (1::BIGINT, timestamp '2025-07-01 00:00:00', 3::BIGINT, 12.50::DECIMAL(10,2), 'web'),
    (2, timestamp '2025-06-30 23:00:00.5', 9007199254740993, null, null),
    (9007199254740993, timestamp '2025-07-01', 1, 0.5::DECIMAL(10,2), 'app')) t(customer_id, as_of, order_count_7d, revenue_30d, last_channel)`,
  unknown: ["0::BIGINT", "0::DECIMAL(10,2)", "null::VARCHAR"],
};
const prices = {
  name: "prices",
  key: ["country", "sku"],
  features: ["price"],
  select: `select * from (values ('kr', 7, timestamp '2025-07-01', 1.5::double), ('a,b', 8, timestamp '2025-07-01', 2)) t(country, sku, as_of, price)`,
  unknown: ["null::double"],
};
const { ask, post, server, faults } = await serve([orders, prices]);

const view = { as_of: "2025-07-01T00:00:00Z", age_seconds: 10 };

describe("GET /features/{set}/{key}", () => {
  it("answers with values, and the moment and age of each view", async () => {
    expect(await ask("/features/orders/1")).toEqual({
      status: 200,
      type: "application/json; charset=utf-8",
      body: {
        set: "orders",
        entity: "customer",
        key: { customer_id: 1 },
        known: true,
        views: { orders: { ...view, known: true } },
        features: { order_count_7d: 3, revenue_30d: "12.50", last_channel: "web" },
      },
    });
    const { body } = await ask("/features/orders/2");
    expect(body.features).toEqual({
      order_count_7d: "9007199254740993",
      revenue_30d: null,
      last_channel: null,
    });
    expect(body.views.orders).toEqual({ as_of: "2025-06-30T23:00:00.5Z", age_seconds: 3609.5, known: true });
  });

  it("answers for an entity that nobody knows with the defaults of training", async () => {
    const { status, body } = await ask("/features/orders/77");
    expect([status, body.known, body.reason]).toEqual([200, false, "no such entity"]);
    expect(body.features).toEqual({ order_count_7d: 0, revenue_30d: "0.00", last_channel: null });
    expect(body.views.orders).toEqual({ ...view, known: false });
  });

  it("takes keys beyond 2^53 as they are", async () => {
    const { body } = await ask("/features/orders/9007199254740993");
    expect([body.known, body.key]).toEqual([true, { customer_id: "9007199254740993" }]);
  });

  it.each([
    ["kr,7", { country: "kr", sku: 7 }],
    ["kr%2C7", { country: "kr", sku: 7 }],
    ["kr/7", { country: "kr", sku: 7 }],
    ["a%2Cb,8", { country: "a,b", sku: 8 }],
  ])("takes the parts of a key as /%s", async (path, key) => {
    const { body } = await ask(`/features/prices/${path}`);
    expect([body.known, body.key]).toEqual([true, key]);
  });

  it("gives only the features that are asked for, in that order", async () => {
    const { body } = await ask("/features/orders/1?features=last_channel,order_count_7d");
    expect(Object.entries(body.features)).toEqual([
      ["last_channel", "web"],
      ["order_count_7d", 3],
    ]);
    const repeated = await ask("/features/orders/1?features=last_channel&features=order_count_7d");
    expect(repeated.body.features).toEqual(body.features);
  });
});

describe("POST /features/{set}", () => {
  it("answers with a row for each key, in their order", async () => {
    const { status, body } = await post("/features/orders", { keys: [2, "1", [77], { customer_id: 1 }] });
    expect(status).toBe(200);
    expect(body).toEqual({
      set: "orders",
      entity: "customer",
      features: ["order_count_7d", "revenue_30d", "last_channel"],
      rows: [
        {
          key: { customer_id: 2 },
          known: true,
          views: { orders: { as_of: "2025-06-30T23:00:00.5Z", age_seconds: 3609.5, known: true } },
          values: ["9007199254740993", null, null],
        },
        {
          key: { customer_id: 1 },
          known: true,
          views: { orders: { ...view, known: true } },
          values: [3, "12.50", "web"],
        },
        {
          key: { customer_id: 77 },
          known: false,
          reason: "no such entity",
          views: { orders: { ...view, known: false } },
          values: [0, "0.00", null],
        },
        {
          key: { customer_id: 1 },
          known: true,
          views: { orders: { ...view, known: true } },
          values: [3, "12.50", "web"],
        },
      ],
    });
  });

  it("takes features, and keys of several parts", async () => {
    const { body } = await post("/features/prices", {
      keys: [["kr", 7], { sku: 8, country: "a,b" }],
      features: ["price"],
    });
    expect(body.rows.map((row) => row.values)).toEqual([[1.5], [2]]);
  });

  it("takes no keys at all", async () => {
    expect((await post("/features/orders", { keys: [] })).body.rows).toEqual([]);
  });
});

describe("GET /features", () => {
  it("says what there is", async () => {
    const { body } = await ask("/features");
    expect(body.sets.map((set) => set.name)).toEqual(["orders", "prices"]);
    expect(body.sets[0]).toEqual({
      name: "orders",
      kind: "view",
      entity: "customer",
      key: [{ name: "customer_id", type: "BIGINT" }],
      entities: 3,
      views: [{ name: "orders", ...view }],
      features: [
        { name: "order_count_7d", type: "BIGINT", default: 0 },
        { name: "revenue_30d", type: "DECIMAL(10,2)", default: "0.00" },
        { name: "last_channel", type: "VARCHAR", default: null },
      ],
    });
  });
});

describe("what is refused", () => {
  const cases: readonly [string, () => ReturnType<typeof ask>, number, string, string][] = [
    [
      "an unknown set",
      () => ask("/features/order/1"),
      404,
      "Q1266",
      'unknown feature view or set "order" — did you mean "orders"?',
    ],
    [
      "a set that is named strangely",
      () => post("/features/__proto__", { keys: [] }),
      404,
      "Q1266",
      'unknown feature view or set "__proto__"',
    ],
    [
      "a key of another type",
      () => ask("/features/orders/x1"),
      400,
      "Q1268",
      'path: "x1" is no customer_id: BIGINT takes a whole number; beyond 2^53 as text',
    ],
    [
      "too few parts",
      () => ask("/features/prices/kr"),
      400,
      "Q1267",
      "path: the key is country, sku: 2 values, not 1",
    ],
    [
      "a key that cannot be decoded",
      () => ask("/features/prices/%ff,7"),
      400,
      "Q1270",
      "path: a % is not followed by two hexadecimal digits, or they are no UTF-8",
    ],
    [
      "an unknown feature",
      () => ask("/features/orders/1?features=last_chanel"),
      400,
      "Q1269",
      'query features[0]: orders has no feature "last_chanel" — did you mean "last_channel"?',
    ],
    [
      "an unknown parameter",
      () => ask("/features/orders/1?feature=x"),
      400,
      "Q1270",
      'query: unknown parameter "feature" — did you mean "features"?',
    ],
    [
      "a body that is no JSON",
      () => post("/features/orders", '{"keys":\n [1,]}'),
      400,
      "Q1270",
      "body 2:5: it is no JSON",
    ],
    ["no body", () => post("/features/orders", ""), 400, "Q1270", "body 1:1: it is empty"],
    [
      "a list as body",
      () => post("/features/orders", [1]),
      400,
      "Q1270",
      'body: it has to be an object such as {"keys": [1, 2]}',
    ],
    [
      "a misspelt member",
      () => post("/features/orders", { keis: [1] }),
      400,
      "Q1270",
      'body: unknown member "keis" — did you mean "keys"?',
    ],
    [
      "keys that are no list",
      () => post("/features/orders", { keys: 1 }),
      400,
      "Q1270",
      "keys: it has to be a list of keys",
    ],
    [
      "features that are no names",
      () => post("/features/orders", { keys: [1], features: [1] }),
      400,
      "Q1270",
      "features: it has to be a list of names",
    ],
    [
      "a key that is none",
      () => post("/features/orders", { keys: [1, null] }),
      400,
      "Q1268",
      "keys[1]: null is no customer_id: BIGINT takes a whole number; beyond 2^53 as text",
    ],
    [
      "a number that has lost digits",
      () => post("/features/orders", '{"keys":[9007199254740993]}'),
      400,
      "Q1268",
      "keys[0]: 9007199254740992 is no customer_id: BIGINT takes a whole number; beyond 2^53 as text",
    ],
    [
      "a part of no key",
      () => post("/features/prices", { keys: [{ country: "kr", skew: 7 }] }),
      400,
      "Q1270",
      'keys[0]: "skew" is no part of the key (country, sku)',
    ],
    [
      "a part that is missing",
      () => post("/features/prices", { keys: [{ country: "kr" }] }),
      400,
      "Q1267",
      "keys[0]: the key is country, sku: 2 values, not 1",
    ],
    [
      "an unknown feature of a batch",
      () => post("/features/orders", { keys: [1], features: ["last_channel", "x"] }),
      400,
      "Q1269",
      'features[1]: orders has no feature "x"',
    ],
    [
      "too many keys",
      () => post("/features/orders", { keys: Array(1001).fill(1) }),
      413,
      "Q1277",
      "a batch of 1001 keys is too large: the most is 1000",
    ],
    [
      "a large body",
      () => post("/features/orders", `{"keys": [${" ".repeat(1 << 20)}]}`),
      413,
      "Q1277",
      "the body is too large: the most is 1024 KiB",
    ],
    [
      "another type of body",
      () =>
        ask("/features/orders", { method: "POST", headers: { "content-type": "text/plain" }, body: "{}" }),
      415,
      "Q1270",
      "header content-type: the body has to be application/json",
    ],
    ["another path", () => ask("/feature/orders"), 404, "Q1275", "nothing answers GET /feature/orders"],
    [
      "another method",
      () => ask("/features/orders/1", { method: "DELETE" }),
      404,
      "Q1275",
      "nothing answers DELETE /features/orders/1",
    ],
    [
      "a key without a set",
      () => ask("/features/orders"),
      404,
      "Q1275",
      "nothing answers GET /features/orders",
    ],
  ];

  it.each(cases)("%s", async (_, request, status, code, message) => {
    const answer = await request();
    expect([answer.status, answer.body.error.code, answer.body.error.message]).toEqual([
      status,
      code,
      message,
    ]);
    expect(answer.type).toBe("application/json; charset=utf-8");
    expect(Object.keys(answer.body)).toEqual(["error"]);
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.ts:\d|at \w+ \(/);
    expect(faults).toEqual([]);
  });

  it("what is no HTTP, in the same form", async () => {
    const { port, hostname } = new URL(server.address);
    const text = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname, () => socket.write("nonsense\r\n\r\n"));
      let got = "";
      socket.on("data", (part) => {
        got += part;
      });
      socket.on("close", () => resolve(got));
    });
    expect(text).toContain("400 Bad Request");
    expect(JSON.parse(text.split("\r\n\r\n")[1] ?? "").error.code).toBe("Q1270");
  });

  it("requests that a page of the web sends under a name of its own", async () => {
    const { port, hostname } = new URL(server.address);
    const status = await new Promise((resolve, reject) => {
      request(
        { port, hostname, path: "/features/orders/1", headers: { host: "evil.example" } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      )
        .on("error", reject)
        .end();
    });
    expect(status).toBe(401);
  });
});

describe("Shelf.replace(files)", () => {
  it("changes what is served, all at once", async () => {
    const other = await serve([orders, prices]);
    const newer = { ...orders, select: orders.select.replace("'web'", "'mail'") };
    await other.put([newer], "2");
    expect((await other.ask("/features/orders/1")).body.features.last_channel).toBe("mail");
    expect((await other.ask("/features/prices/kr,7")).status).toBe(404);
    await expect(async () => other.shelf.replace(["/nowhere.pack"])).rejects.toThrow("ENOENT");
    expect((await other.ask("/features/orders/1")).status).toBe(200);
  });

  it("answers in whole from one moment while packs change", async () => {
    const shape = (version: number) => ({
      name: "same",
      key: ["id"],
      features: ["v"],
      select: `select i as id, timestamp '2025-07-01' as as_of, ${version} as v from range(1000) t(i)`,
    });
    const other = await serve([shape(0)]);
    const keys = Array.from({ length: 1000 }, (_, index) => index);
    let done = false;
    const changes = (async () => {
      for (let version = 1; version < 15; version++) await other.put([shape(version)], String(version));
      done = true;
    })();
    const seen = new Set<unknown>();
    while (!done) {
      const { body } = await other.post("/features/same", { keys });
      const versions = new Set(body.rows.map((row) => row.values[0]));
      expect(versions.size).toBe(1);
      for (const version of versions) seen.add(version);
    }
    await changes;
    expect(seen.size).toBeGreaterThan(1);
  });
});

describe("GET /health", () => {
  it("says whether what is served is what the warehouse holds", async () => {
    expect((await ask("/health")).body).toEqual({ status: "ok" });
    const stale = await serve([orders], { isFresh: () => false });
    expect((await stale.ask("/health")).body).toEqual({ status: "stale" });
  });
});

describe("a fault of the server", () => {
  it("is told to whoever runs it, and only that it happened to whoever asks", async () => {
    const broken = await serve([orders], {
      now: () => {
        throw new Error("secret inside");
      },
    });
    const { status, body } = await broken.ask("/features/orders/1");
    expect([status, body.error.code]).toEqual([500, "Q1279"]);
    expect(JSON.stringify(body)).not.toContain("secret");
    expect(String(broken.faults[0])).toContain("secret inside");
  });
});

it("tells ages by the clock", () => expect(now).toBe(1751328010000));
