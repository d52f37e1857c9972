import { describe, expect, it } from "vitest";
import { type PointInTimeRequest, pointInTimeSelect } from "../../src/features/point-in-time.ts";
import type { FeatureView } from "../../src/features/types.ts";
import { duckdbDialect } from "../../src/sql/duckdb-dialect.ts";
import { openDatabase } from "./reference/database.ts";
import { all, column, days, months, viewOf } from "./reference/views.ts";

const database = await openDatabase();

/** Rows of the spine `values`, with their features; the values alone, in the spine's order. */
async function featuresOf(
  values: string,
  views: PointInTimeRequest["views"],
  rest: Partial<PointInTimeRequest> = {},
): Promise<unknown[][]> {
  const spine = {
    relation: `(values ${values}) as spine(customer, moment)`,
    key: ["customer"],
    asOf: "moment",
  };
  const sql = pointInTimeSelect({ spine, views, ...rest }, duckdbDialect);
  const rows = await database.rowsOf(`select * from (${sql}) order by all`);
  return rows.map((row) => Object.values(row).slice(2));
}

const at = (text: string, customer: number | "null" = 1) => `(${customer}::integer, timestamp '${text}')`;

const events = (rows: string, names = "customer, happened, amount") => ({
  relation: `(values ${rows}) as events(${names})`,
});

describe("pointInTimeSelect(request, dialect)", () => {
  const drivers = events(
    "(1, timestamp '2024-04-12 08:00:00', 0.5), (1, timestamp '2024-04-12 10:59:42', 0.7), (2, timestamp '2024-04-12 08:12:10', 0.2)",
  );
  const lastAmount = { kind: "last", value: "amount" } as const;

  it("gives the latest value at or before the row of the spine", async () => {
    const view = viewOf([column("rate", lastAmount)], drivers);
    const spine = [
      at("2024-04-12 10:59:41"),
      at("2024-04-12 10:59:42"),
      at("2024-04-12 07:59:59"),
      at("2024-04-12 12:00:00", 2),
    ];
    expect(await featuresOf(spine.join(", "), [all(view)])).toEqual([[null], ["0.5"], ["0.7"], ["0.2"]]);
  });

  it("applies a time to live to each row of the spine", async () => {
    const view = viewOf([column("rate", lastAmount, { amount: 2, unit: "hour" })], drivers);
    const spine = [at("2024-04-12 09:59:59.999999"), at("2024-04-12 10:00:00"), at("2024-04-12 12:59:41")];
    expect(await featuresOf(spine.join(", "), [all(view)])).toEqual([["0.5"], [null], ["0.7"]]);
  });

  it("leaves out what was not known yet", async () => {
    const late = events(
      "(1, timestamp '2024-01-01', timestamp '2024-01-05', 10), (1, timestamp '2024-01-02', timestamp '2024-01-02', 1), (1, timestamp '2024-01-02', null, 100)",
      "customer, happened, loaded, amount",
    );
    const clock = { kind: "events", timestamp: "happened", knownAt: "loaded" } as const;
    const view = viewOf([column("total", { kind: "sum", value: "amount" })], { ...late, clock });
    expect(await featuresOf([at("2024-01-04 23:59:59"), at("2024-01-05")].join(", "), [all(view)])).toEqual([
      ["1"],
      ["11"],
    ]);
  });

  it("orders rows of one moment by when they were known, then by the declared order, up or down", async () => {
    const same = (order: readonly string[], knownAt?: string) =>
      viewOf(
        [column("last", lastAmount), column("list", { kind: "list_last", value: "amount", length: 3 })],
        {
          ...events(
            "(1, timestamp '2024-01-01', timestamp '2024-01-02', 1, 7), (1, timestamp '2024-01-01', timestamp '2024-01-01', 2, 8), (1, timestamp '2024-01-01', timestamp '2024-01-01', 3, null)",
            "customer, happened, loaded, seq, amount",
          ),
          clock: { kind: "events", timestamp: "happened", ...(knownAt && { knownAt }) },
          order,
        },
      );
    expect(await featuresOf(at("2024-01-03"), [all(same(["seq"]))])).toEqual([[null, [null, 8, 7]]]);
    expect(await featuresOf(at("2024-01-03"), [all(same(["seq desc"]))])).toEqual([[7, [7, 8, null]]]);
    expect(await featuresOf(at("2024-01-03"), [all(same(["seq"], "loaded"))])).toEqual([[7, [7, null, 8]]]);
    expect(await featuresOf(at("2024-01-03"), [all(same(["amount nulls first"]))])).toEqual([
      [8, [8, 7, null]],
    ]);
  });

  it("steps months and years by the calendar of the view's zone", async () => {
    const count = (window: ReturnType<typeof months>, zone: string, rows: readonly string[]) =>
      viewOf([column("n", { kind: "count" }, window)], {
        ...events(rows.map((text) => `(1, timestamp '${text}')`).join(", "), "customer, happened"),
        zone,
      });
    const february = ["2024-02-29 00:00:00", "2024-02-29 00:00:00.000001"];
    expect(await featuresOf(at("2024-03-31"), [all(count(months(1), "UTC", february))])).toEqual([["1"]]);
    expect(
      await featuresOf(at("2025-02-28"), [
        all(count({ amount: 1, unit: "year" }, "UTC", ["2024-02-28", "2024-02-28 00:00:00.000001"])),
      ]),
    ).toEqual([["1"]]);
    // 31 March 08:00 in Seoul is 30 March 23:00 UTC: there a month back is 29 February 08:00, in UTC 29 February 23:00.
    const morning = ["2024-02-28 23:00:00", "2024-02-28 23:00:00.000001", "2024-02-29 23:00:00.000001"];
    expect(
      await featuresOf(at("2024-03-30 23:00:00"), [all(count(months(1), "Asia/Seoul", morning))]),
    ).toEqual([["2"]]);
    expect(await featuresOf(at("2024-03-30 23:00:00"), [all(count(months(1), "UTC", morning))])).toEqual([
      ["1"],
    ]);
    // New York: noon on 10 April is 16:00 UTC, noon a month before 16:00 as well (the clocks changed that morning), two months before 17:00.
    const noons = [
      "2024-02-10 17:00:00",
      "2024-02-10 17:00:00.000001",
      "2024-03-10 16:00:00",
      "2024-03-10 16:00:00.000001",
    ];
    expect(
      await featuresOf(at("2024-04-10 16:00:00"), [all(count(months(1), "America/New_York", noons))]),
    ).toEqual([["1"]]);
    expect(
      await featuresOf(at("2024-04-10 16:00:00"), [all(count(months(2), "America/New_York", noons))]),
    ).toEqual([["3"]]);
  });

  it("counts a date from its midnight in the view's zone", async () => {
    const view = viewOf([column("n", { kind: "count" })], {
      ...events("(1, date '2024-06-01')", "customer, happened"),
      zone: "Asia/Seoul",
    });
    expect(
      await featuresOf([at("2024-05-31 14:59:59"), at("2024-05-31 15:00:00")].join(", "), [all(view)]),
    ).toEqual([["0"], ["1"]]);
  });

  it("takes no text for a moment", async () => {
    const view = viewOf([column("n", { kind: "count" })], events("(1, '2024-06-01')", "customer, happened"));
    await expect(featuresOf(at("2024-06-01"), [all(view)])).rejects.toThrow(/No function matches .*epoch/);
  });

  it("lets rows of infinite moments never count", async () => {
    const rows = "(1, timestamp '-infinity'), (1, timestamp 'infinity'), (1, timestamp '2024-01-01')";
    const view = viewOf(
      [column("n", { kind: "count" }), column("age", { kind: "days_since_first" })],
      events(rows, "customer, happened"),
    );
    expect(await featuresOf([at("2024-01-02"), at("infinity")].join(", "), [all(view)])).toEqual([
      ["1", 1],
      ["0", null],
    ]);
  });

  it("keeps rows of the spine that repeat, and those without key or moment with the defaults", async () => {
    const view = viewOf(
      [
        column("n", { kind: "count" }),
        column("total", { kind: "sum", value: "amount" }, null, { default: "0" }),
        { kind: "expression", name: "mean", value: "total / nullif(n, 0)", default: "-1" },
      ],
      drivers,
    );
    const spine = [
      at("2024-04-13", 2),
      at("2024-04-13", 2),
      at("2024-04-13", "null"),
      at("2024-04-13", 9),
      "(1, null)",
    ];
    expect(await featuresOf(spine.join(", "), [all(view)])).toEqual([
      ["0", "0.0", -1],
      ["1", "0.2", 0.2],
      ["1", "0.2", 0.2],
      ["0", "0.0", -1],
      ["0", "0.0", -1],
    ]);
  });

  it("lets expressions see the moment, the key and expressions before them, of their own view alone", async () => {
    const chain = (amount: string): FeatureView =>
      viewOf(
        [
          column("n", { kind: "count" }),
          { kind: "expression", name: "twice", value: `n * ${amount} -- of the rows` },
          { kind: "expression", name: "text", value: "twice || ' of ' || customer || ' in ' || year(as_of)" },
          { kind: "expression", name: "other", value: "n + 1" },
        ],
        drivers,
      );
    const some = (view: FeatureView, as: string) => ({ view, links: [], columns: [{ column: "text", as }] });
    expect(await featuresOf(at("2024-04-13"), [some(chain("2"), "a"), some(chain("3"), "b")])).toEqual([
      ["4 of 1 in 2024", "6 of 1 in 2024"],
    ]);
  });

  it("keeps names apart from its own, and quotes them", async () => {
    const view = viewOf(
      [
        column("select", { kind: "sum", value: 'as_of + "Amount paid"' }, null, {
          where: "\"from\" <> ')' -- ) or ('",
        }),
        { kind: "expression", name: 'a "b"', value: '"select" + 1' },
      ],
      {
        relation:
          '(select 1 as item, 2 as "Shop", timestamp \'2024-01-01\' as pair, 3 as as_of, 4 as "Amount paid", \'x\' as "from") as t',
        where: "item = 1 -- ; --",
        key: ["item", "Shop"],
        clock: { kind: "events", timestamp: "pair -- moment" },
      },
      { key: ["user", "Shop"] },
    );
    const spine = {
      relation: '(select 1 as "user", 2 as "Shop", timestamp \'2024-01-02\' as "group", 5 as "x y") as t',
      key: ["user", "Shop"],
      asOf: "group",
    };
    const sql = pointInTimeSelect({ spine, keep: ["x y"], views: [all(view)] }, duckdbDialect);
    expect(await database.rowsOf(sql)).toEqual([
      { user: 1, Shop: 2, as_of: "2024-01-02 00:00:00", "x y": 5, select: "7", 'a "b"': "8" },
    ]);
  });

  it("gives the newest state that is valid, and the greatest of equal ones", async () => {
    const source = {
      ...events(
        "(1, timestamp '2024-01-01', timestamp '2024-02-01', 'free'), (1, timestamp '2024-02-01', null, 'paid'), (1, timestamp '2024-03-01', timestamp '2024-04-01', 'trial'), (2, timestamp '2024-01-01', timestamp '2024-01-10', null)",
        "customer, since, until, plan",
      ),
      clock: { kind: "versions", validFrom: "since", validTo: "until" } as const,
    };
    const view = viewOf(
      [{ kind: "attribute", name: "plan", value: "upper(plan)", default: "'none'" }],
      source,
    );
    const spine = ["2023-12-31", "2024-01-31", "2024-02-01", "2024-03-15", "2024-04-01"].map((text) =>
      at(text),
    );
    expect(
      await featuresOf(
        [...spine, at("2024-01-05", 2), at("2024-01-10", 2), at("2024-01-05", "null")].join(", "),
        [all(view)],
      ),
    ).toEqual(
      [["NONE"], ["FREE"], ["PAID"], ["TRIAL"], ["PAID"], ["NONE"], ["NONE"], ["NONE"]].map(([value]) => [
        value === "NONE" ? "none" : value,
      ]),
    );
  });

  it("gives attributes without a clock at all moments", async () => {
    const source = {
      ...events("(1, 'KR', 2), (1, 'US', 1), (null, 'XX', 1)", "customer, country, seq"),
      clock: { kind: "none" } as const,
    };
    const attribute = { kind: "attribute", name: "country", value: "country" } as const;
    const spine = [at("2024-01-01"), at("2024-01-01", 2), at("2024-01-01", "null")].join(", ");
    expect(await featuresOf(spine, [all(viewOf([attribute], source))])).toEqual([["US"], [null], [null]]);
    expect(await featuresOf(spine, [all(viewOf([attribute], { ...source, order: ["seq"] }))])).toEqual([
      ["KR"],
      [null],
      [null],
    ]);
  });

  it("takes a view's key from columns that are kept", async () => {
    const view = viewOf(
      [column("n", { kind: "count" })],
      events("(7, timestamp '2024-01-01')", "customer, happened"),
      { key: ["product"] },
    );
    const spine = {
      relation: "(values (1, timestamp '2024-01-02', 7, 8)) as t(customer, moment, product, other)",
      key: ["customer"],
      asOf: "moment",
    };
    const views = [all(view), { ...all(view), key: ["other"], columns: [{ column: "n", as: "others" }] }];
    expect(await featuresOf("", views, { spine, keep: ["product"] })).toEqual([[7, "1", "0"]]);
  });

  it("joins each view once, however many columns and windows it has", async () => {
    await database.run(
      "create or replace table events as select range % 7 as customer, timestamp '2024-01-01' + to_hours(range) as happened, range as amount from range(1000)",
    );
    const wide = viewOf(
      [1, 7, 30].flatMap((length) => [
        column(`n_${length}`, { kind: "count" }, days(length)),
        column(`s_${length}`, { kind: "sum", value: "amount" }, days(length)),
        column(`l_${length}`, { kind: "last", value: "amount" }, days(length)),
      ]),
    );
    const request = {
      spine: { relation: "events", key: ["customer"], asOf: "happened" },
      views: [all(wide), all(wide)],
    };
    const plan = await database.rowsOf(`explain (format json) ${pointInTimeSelect(request, duckdbDialect)}`);
    const text = JSON.stringify(plan);
    expect(text.match(/quern_k0 = quern_m0|quern_m0 = quern_k0/g)?.length).toBe(2);
  });
});
