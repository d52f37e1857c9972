import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { quern, writeIn } from "../support.ts";
import { smallProject } from "./small-project.ts";

const header = "customer_id,country,sku,ordered_at,amount\n";

interface Listed {
  readonly set: string;
  readonly versions: readonly {
    readonly version: string;
    readonly isCurrent: boolean;
    readonly rows: number;
    readonly incomplete: number;
    readonly classes: Readonly<Record<string, number>>;
    readonly rowsTable: string | null;
    readonly columns: readonly { readonly name: string }[];
    readonly manifest: { readonly node: string; readonly version: string };
  }[];
}

describe("quern features versions", () => {
  it("lists what a set has held, and where the rows are; a build tells what it dropped", async () => {
    const folder = smallProject();
    const list = async () =>
      JSON.parse((await quern(folder, "features", "versions", "churn", "--json")).out) as Listed;
    const built = await quern(folder, "build");
    expect(built.out + built.err).toMatch(
      /ok +training set churn +1 row, 2 dropped: their 60 days are not over, version [0-9a-f]{12}/,
    );
    const [first] = (await list()).versions;
    expect(first).toMatchObject({
      isCurrent: true,
      rows: 1,
      incomplete: 2,
      classes: { true: 1 },
      rowsTable: null,
    });
    expect(first?.columns.map(({ name }) => name)).toContain("mean_order");
    expect(first?.manifest).toMatchObject({ node: "training_set.churn", version: first?.version });

    const more =
      "1,kr,a,2025-06-29 10:00:00,10.50\n2,jp,a,2025-01-02 00:00:00,5\n2,jp,a,2025-01-03 00:00:00,5\n";
    writeIn(folder, "data/orders.csv", header + more);
    expect((await quern(folder, "build")).code).toBe(0);
    const { versions } = await list();
    expect(versions.map(({ isCurrent, rowsTable }) => [isCurrent, rowsTable])).toEqual([
      [true, null],
      [false, `_quern.rows_churn_${first?.version}`],
    ]);
    const table = (await quern(folder, "features", "versions", "churn")).out;
    expect(table).toMatch(
      /version +built \(UTC\) +last built +rows +dropped +purged +classes +parts +rows in/,
    );
    expect(table).toContain(`_quern.rows_churn_${first?.version}`);
    const shown = await quern(
      folder,
      "show",
      "--inline",
      `select * from _quern.rows_churn_${first?.version}`,
    );
    expect(shown.out).toContain("2025-01-02");
    const again = await quern(folder, "build", "--force", "-s", "churn");
    expect(again.out + again.err).toContain(`again version ${versions[0]?.version}`);
  });

  it("tells how many rows a build purged, and why", async () => {
    const folder = smallProject();
    const text = readFileSync(join(folder, "features/features.yml"), "utf8");
    const split = async (purge: string) => {
      const end = `within: 60d}\n    split: {by: time, train: 2025-02-01, test: end, purge: ${purge}}\n`;
      writeIn(folder, "features/features.yml", text.replace("within: 60d}\n", end));
      const { out, err } = await quern(folder, "build");
      return out + err;
    };
    expect(await split("true")).toMatch(
      /training set churn +0 rows, 2 dropped: their 60 days are not over, 1 purged: its 60 days go past the part, version/,
    );
    expect(await split("1mo")).toContain(", 1 purged: its 1 month goes past the part, again version");
    expect(await split("30d")).toContain("1 row, 2 dropped: their 60 days are not over, version");
    const { out } = await quern(folder, "features", "versions", "churn", "--json");
    const { versions } = JSON.parse(out) as { readonly versions: readonly { readonly purged: number }[] };
    expect(versions.map(({ purged }) => purged)).toEqual([0, 1]);
  });

  it("says that nothing was built, and knows no other nodes", async () => {
    const folder = smallProject();
    const { out, err } = await quern(folder, "features", "versions", "churn");
    expect(out + err).toContain("churn has not been built yet");
    const unknown = await quern(folder, "features", "versions", "chur");
    expect(unknown.code).toBe(2);
    expect(unknown.err).toMatch(/Q1266 unknown feature view or set "chur".*did you mean "churn"/);
    expect((await quern(folder, "features", "versions", "orders")).err).toContain("Q1266");
  });
});

describe("quern gc", () => {
  it("drops what builds keep of feature views and training sets that are gone", async () => {
    const view = `entities: [{name: customer, key: customer_id}]
features:
  - name: recency
    entity: customer
    from: fct_orders
    timestamp: ordered_at
    known_at: ordered_at
    features: [{name: days, agg: days_since_last}]
`;
    const folder = smallProject({ "features/recency.yml": view.replace(/^entities.*\n/, "") });
    await quern(folder, "build");
    writeIn(
      folder,
      "data/orders.csv",
      `${header}7,kr,a,2025-01-02 00:00:00,5\n7,jp,a,2025-06-03 00:00:00,5\n`,
    );
    await quern(folder, "build");
    writeIn(folder, "features/features.yml", "entities: []\n");
    writeIn(folder, "features/recency.yml", "entities: []\n");
    const { out } = await quern(folder, "gc");
    expect(out).toMatch(/table _quern\.rows_churn_[0-9a-f]{12} {2}made for training_set\.churn/);
    expect(out).toContain("table _quern.moments_recency  made for feature_view.recency");
    expect((await quern(folder, "gc", "--drop")).code).toBe(0);
    expect((await quern(folder, "gc")).out + (await quern(folder, "gc")).err).toContain("nothing to drop");
    const rows = await quern(
      folder,
      "show",
      "--inline",
      "select count(*) as n, count(rows_table) as kept from _quern.training_versions where node = 'training_set.churn'",
      "--json",
    );
    expect(JSON.parse(rows.out)).toEqual([{ n: 2, kept: 0 }]);
  });
});
