import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { registerSecret } from "../../src/base/secrets.ts";
import { findCompiler } from "../../src/typing/find-compiler.ts";
import { interfaceNames } from "../../src/typing/interface-names.ts";
import { packageFolder } from "../../src/typing/own-types.ts";
import { renderTypes } from "../../src/typing/render-types.ts";
import type { TypedNode } from "../../src/typing/typed-node.ts";
import { writeTypes } from "../../src/typing/write-types.ts";
import { scratchFolder } from "../adapters/duckdb/scratch.ts";
import { column, nodes } from "./typed-project.ts";

const model = (name: string, rest: Partial<TypedNode> = {}): TypedNode => ({
  id: `model.${name}`,
  kind: "model",
  name,
  columns: [column("a", "INTEGER")],
  ...rest,
});

describe("renderTypes(nodes)", () => {
  it("renders a file for each kind, and one that maps names to rows", () => {
    const files = renderTypes(nodes);
    expect(Object.keys(files)).toEqual(["models.d.ts", "seeds.d.ts", "sources.d.ts", "index.d.ts"]);
    expect(files["models.d.ts"]).toContain(`export interface StgOrders {
  order_id: number;
  customer_id: number | null;
  amount: string | null;
  ordered_at: string | null;
  tags: (string | null)[] | null;
}
`);
    expect(
      files["index.d.ts"],
    ).toBe(`// Made by quern from the project's columns; it is made anew whenever they change.

import type * as models from "./models.d.ts";
import type * as seeds from "./seeds.d.ts";
import type * as sources from "./sources.d.ts";

export interface Nodes {
  "stg_orders": models.StgOrders;
  "stg_customers": models.StgCustomers;
  "dim.v1": models.DimV1;
  "dim.v2": models.DimV2;
  "dim": models.DimV2;
  "countries": seeds.Countries;
}

export interface Sources {
  "shop.orders": sources.ShopOrders;
}

declare module "quern" {
  interface Register {
    nodes: Nodes;
    sources: Sources;
  }
}
`);
  });

  it("renders descriptions as comments, whatever is in them", () => {
    const files = renderTypes([
      model("orders", {
        description: "One row per order.\r\nSee `models/*.sql` and */ too.\n\nThe end.\n",
        columns: [{ ...column("a", "INTEGER", false), description: " It ends */ here. " }],
      }),
    ]);
    expect(files["models.d.ts"]).toContain(`/**
 * One row per order.
 * See \`models/*.sql\` and *\\/ too.
 *
 * The end.
 */
export interface Orders {
  /** It ends *\\/ here. */
  a: number;
}
`);
  });

  it("renders odd names so that TypeScript takes them", () => {
    const folder = scratchFolder();
    const odd = [
      model("class"),
      model("Class"),
      model("record", { columns: [column("m", "MAP(VARCHAR, INTEGER)")] }),
      model("2nd_order"),
      model("___"),
      model("주문"),
      model("a-b"),
      model("a b"),
      model('say "hi"', {
        description: "*/ declare const x: */",
        columns: ["class", "a b", 'x"y', "", "1", "é", "a\\b", "a\nb", "__proto__", "constructor"].map(
          (name) => column(name, "ENUM('x''y', '\"', 'a\\b', '*/')"),
        ),
      }),
      model("unknown", { columns: [column("a", "SOMETHING_NEW"), column("b", '"NULL"')] }),
      model("empty", { columns: [] }),
    ];
    writeTypes(folder, renderTypes(odd));
    writeFileSync(
      join(folder, "use.ts"),
      `import type { Nodes } from "./index.d.ts";
export const row: Nodes['say "hi"']['x"y'] = "x'y";
export const map: Nodes["record"]["m"] = { a: null };
export const names: (keyof Nodes)[] = ${JSON.stringify(odd.map((node) => node.name))};
`,
    );
    const settings = { strict: true, noEmit: true, types: [], paths: { quern: ["./quern.d.ts"] } };
    writeFileSync(join(folder, "quern.d.ts"), "export interface Register {}\n");
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: settings }));
    const compiler = findCompiler([packageFolder()])?.file ?? "";
    const { stdout } = spawnSync(process.execPath, [compiler, "--project", folder], { encoding: "utf8" });
    expect(stdout).toBe("");
  });
});

describe("interfaceNames(names)", () => {
  it("writes names in Pascal case", () => {
    expect(interfaceNames(["fct_orders", "dim.v2", "shop.raw_events", "camelCase", "x"])).toEqual([
      "FctOrders",
      "DimV2",
      "ShopRawEvents",
      "CamelCase",
      "X",
    ]);
  });

  it("numbers those that would clash", () => {
    expect(interfaceNames(["a_b", "aB", "a.b", "a_b_2", "A_b"])).toEqual([
      "AB",
      "AB_2",
      "AB_3",
      "AB2",
      "AB_4",
    ]);
  });
});

describe("writeTypes(folder, files)", () => {
  it("writes what has changed, and removes types that are not made any more", () => {
    const folder = scratchFolder();
    expect(writeTypes(folder, { "a.d.ts": "1", "b.d.ts": "2" })).toEqual(["a.d.ts", "b.d.ts"]);
    writeFileSync(join(folder, "tsconfig.json"), "{}");
    expect(writeTypes(folder, { "a.d.ts": "1", "c.d.ts": "3" })).toEqual(["c.d.ts"]);
    expect(() => readFileSync(join(folder, "b.d.ts"))).toThrow("ENOENT");
    expect(readFileSync(join(folder, "tsconfig.json"), "utf8")).toBe("{}");
  });

  it("masks secrets that descriptions hold", () => {
    const folder = scratchFolder();
    registerSecret("open sesame");
    const description = "Loaded with open sesame.";
    writeTypes(folder, renderTypes([model("orders", { description })]));
    expect(readFileSync(join(folder, "models.d.ts"), "utf8")).toContain("/** Loaded with ***. */");
  });
});
