import { cpSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { makeFolder, quern, writeIn } from "./support.ts";

const fixture = join(dirname(fileURLToPath(import.meta.url)), "../fixtures/typescript-models");

/** The fixture in a folder that has no node_modules above it. */
function copyFixture(): string {
  const folder = makeFolder();
  cpSync(fixture, folder, { recursive: true, filter: (path) => !path.includes("/target") });
  return folder;
}

describe("quern, on a project with models in TypeScript", () => {
  it("lists, compiles, builds and shows them where no package is installed", async () => {
    const folder = copyFixture();
    const listed = await quern(folder, "ls", "--resource-type", "model");
    expect(listed.err).toBe("");
    expect(listed.out.trim().split("\n").sort()).toEqual([
      "large_orders",
      "orders_kept",
      "orders_paid",
      "orders_refunded",
      "purchase_gaps",
      "stg_orders",
    ]);
    const compiled = await quern(folder, "compile", "orders_paid");
    expect(compiled.out).toBe(`select * from main.stg_orders as "stg_orders" where "status" = 'paid'\n`);
    const built = await quern(folder, "build");
    expect(built).toMatchObject({ code: 0 });
    expect(built.out).toMatch(/model purchase_gaps {2}2 rows, 1 test/);
    const shown = await quern(
      folder,
      "show",
      "--inline",
      'select * from {{ref "purchase_gaps"}} order by 1',
      "--output",
      "csv",
    );
    expect(shown.out).toBe("customer_id,orders,days\n1,2,2\n2,1,0\n");
    expect((await quern(folder, "build")).out).toContain("0 nodes to run, 5 unchanged");
  });

  it("builds again without the bundles that were kept", async () => {
    const folder = copyFixture();
    await quern(folder, "build");
    rmSync(join(folder, "target/cache/models"), { recursive: true });
    const again = await quern(folder, "build", "--force");
    expect(again).toMatchObject({ code: 0 });
    expect(again.out).toContain("model purchase_gaps  2 rows");
  });

  it("selects them by file, tag and what they read", async () => {
    const folder = copyFixture();
    const names = async (selector: string) =>
      (await quern(folder, "ls", "--resource-type", "model", "--select", selector)).out
        .trim()
        .split("\n")
        .sort();
    expect(await names("path:models/marts/orders_by_status.ts")).toEqual([
      "large_orders",
      "orders_kept",
      "orders_paid",
      "orders_refunded",
    ]);
    expect(await names("tag:paid")).toEqual(["orders_paid"]);
    expect(await names("+purchase_gaps")).toEqual(["purchase_gaps", "stg_orders"]);
  });

  it("shows a mistake at its line of the user's file, without a stack", async () => {
    const folder = copyFixture();
    writeIn(
      folder,
      "models/marts/wrong.ts",
      'import { model } from "quern";\n\nexport default model.rows({ columns: { id: "INTEGER" } }, async ({ ref }) => {\n  const orders = await ref("stg_orders").table();\n  return orders.nothing();\n});\n',
    );
    const built = await quern(folder, "build");
    expect(built.code).toBe(1);
    expect(built.err).toBe(
      `models/marts/wrong.ts:5:17 error Q1007 the function of the model "wrong" throws: orders.nothing is not a function
  5 |   return orders.nothing();
    |                 ^
`,
    );
  });
});
