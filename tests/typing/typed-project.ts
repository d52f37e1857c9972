import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { renderTypes } from "../../src/typing/render-types.ts";
import type { TypedColumn, TypedNode } from "../../src/typing/typed-node.ts";
import { writeTypes } from "../../src/typing/write-types.ts";
import { scratchFolder } from "../adapters/duckdb/scratch.ts";

/** Stands for the package's own types. */
export const entry = join(dirname(fileURLToPath(import.meta.url)), "entry.ts");

export function column(name: string, type: string, nullable = true): TypedColumn {
  return { name, type, nullable };
}

const customers = [column("id", "INTEGER", false), column("name", "VARCHAR"), column("amount", "DOUBLE")];

export const nodes: readonly TypedNode[] = [
  {
    id: "model.stg_orders",
    kind: "model",
    name: "stg_orders",
    columns: [
      column("order_id", "INTEGER", false),
      column("customer_id", "INTEGER"),
      column("amount", "DECIMAL(10,2)"),
      column("ordered_at", "TIMESTAMP"),
      column("tags", "VARCHAR[]"),
    ],
  },
  { id: "model.stg_customers", kind: "model", name: "stg_customers", columns: customers },
  { id: "model.dim.v1", kind: "model", name: "dim.v1", columns: [column("id", "INTEGER")] },
  { id: "model.dim.v2", kind: "model", name: "dim.v2", otherNames: ["dim"], columns: customers },
  { id: "seed.countries", kind: "seed", name: "countries", columns: [column("code", "VARCHAR")] },
  { id: "source.shop.orders", kind: "source", name: "shop.orders", columns: [column("id", "BIGINT")] },
];

/** A project in a folder that goes with the test file, with the types of `nodes` in target/types. */
export function typedProject(files: Readonly<Record<string, string>>): string {
  const root = scratchFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  writeTypes(join(root, "target", "types"), renderTypes(nodes));
  return root;
}
