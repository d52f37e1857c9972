import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { DiagnosticError } from "../../src/base/diagnostic.ts";
import { checkDemoOptions, demoStatements, generateDemo } from "../../src/demo/index.ts";
import { hashFiles, makeShop, type Shop } from "./make-shop.ts";

const shops: Shop[] = [];
const make = async (scale: number, seed: number, threads?: number) => {
  const shop = await makeShop(scale, seed, threads);
  shops.push(shop);
  return shop;
};
afterAll(() => {
  for (const shop of shops) shop.close();
});

describe("generateDemo(run, options, onStep)", () => {
  it("writes the same bytes for a scale and seed on any number of threads", async () => {
    const [one, four] = [await make(0.01, 7, 1), await make(0.01, 7, 4)];
    expect(hashFiles(one.folder)).toEqual(hashFiles(four.folder));
    expect(Object.keys(hashFiles(one.folder))).toHaveLength(27);
  });

  it("writes another shop for another seed", async () => {
    const [seven, eight] = [shops[0] ?? (await make(0.01, 7)), await make(0.01, 8)];
    const [before, after] = [hashFiles(seven.folder), hashFiles(eight.folder)];
    const fixed = Object.keys(before).filter((file) => before[file] === after[file]);
    expect(fixed.sort()).toEqual(
      ["affinities", "campaigns", "categories", "experiments", "seasonality"]
        .map((name) => `truth/${name}.parquet`)
        .concat("experiments.parquet")
        .sort(),
    );
  });

  it("makes about 20,000 customers, 120,000 orders and 1.5 million events per unit of scale", async () => {
    const shop = await make(0.05, 1);
    const count = (table: string, what = "count(*)") => shop.value(`select ${what} from ${table}`);
    expect(await count("customers")).toBe(1_000);
    expect(Math.abs((await count("orders", "count(distinct order_id)")) - 6_000)).toBeLessThan(900);
    expect(Math.abs((await count("events")) - 75_000)).toBeLessThan(11_000);
  });

  it("leaves nothing of an earlier, larger shop, and says last how this one was made", async () => {
    const folder = mkdtempSync(join(tmpdir(), "quern-demo-"));
    mkdirSync(join(folder, "orders"));
    writeFileSync(join(folder, "orders", "2024-05.parquet"), "stale");
    writeFileSync(join(folder, "mine.txt"), "kept");
    const sent: string[] = [];
    const options = { scale: 0.01, seed: 3, folder };
    await generateDemo(async (sql) => sent.push(sql), options);
    expect(Object.keys(hashFiles(folder))).toEqual(["mine.txt"]);
    expect(sent).toEqual(demoStatements(options).map((step) => step.sql));
    expect(sent.at(-1)).toContain("demo.json");
    rmSync(folder, { recursive: true });
  });

  it("records scale and seed in demo.json", async () => {
    const { folder } = shops[0] ?? (await make(0.01, 7));
    expect(JSON.parse(readFileSync(join(folder, "demo.json"), "utf8"))).toEqual({ scale: 0.01, seed: 7 });
  });

  it("refuses a scale out of range before it touches anything", async () => {
    const refused = generateDemo(() => Promise.reject(new Error("ran")), {
      scale: 0,
      seed: 1,
      folder: "nowhere",
    });
    await expect(refused).rejects.toBeInstanceOf(DiagnosticError);
  });
});

describe("checkDemoOptions({ scale, seed })", () => {
  it("accepts fractions up to a thousand", () => {
    for (const scale of [0.001, 1, 2.5, 1_000]) expect(checkDemoOptions({ scale, seed: -4 })).toEqual([]);
  });

  it("reports every option that is out of range", () => {
    for (const scale of [0, -1, 1_001, Number.NaN]) {
      expect(checkDemoOptions({ scale, seed: 1.5 }).map((d) => d.message)).toEqual([
        `--scale "${scale}" is not a number above 0 and at most 1000`,
        '--seed "1.5" is not a whole number',
      ]);
    }
  });
});

describe("demoStatements(options)", () => {
  it("makes large shops a month at a time and small ones at once", () => {
    const periods = (scale: number) =>
      demoStatements({ scale, seed: 1, folder: "data" }).filter((step) => /^events \d/.test(step.name))
        .length;
    expect([0.1, 1, 3, 100].map(periods)).toEqual([1, 4, 8, 24]);
  });
});
