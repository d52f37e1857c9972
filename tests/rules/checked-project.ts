import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import type { Diagnostic } from "../../src/base/diagnostic.ts";
import { renderSpan } from "../../src/base/span.ts";
import type { NodeId } from "../../src/graph/types.ts";
import type { Checked } from "../../src/pipeline/checked.ts";
import { checkSelected, loadGraph } from "../../src/pipeline.ts";

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export type Files = Readonly<Record<string, string>>;

/** A project in a folder of its own: `raw.orders` and `raw.customers`, declared with types and keys, each read by a staging model. */
export const sound: Files = {
  "project.yml": "name: small\nstages: [staging, middle, marts]\n",
  "models/staging/sources.yml": `sources:
  - name: raw
    path: data/{table}.parquet
    tables:
      - name: orders
        columns:
          - {name: order_id, type: BIGINT, tests: [unique]}
          - {name: customer_id, type: BIGINT}
          - {name: amount, type: DOUBLE}
      - name: customers
        columns:
          - {name: customer_id, type: BIGINT, tests: [unique]}
          - {name: country, type: VARCHAR}
`,
  "models/staging/stg_orders.sql": 'select order_id, customer_id, amount from {{source "raw" "orders"}}\n',
  "models/staging/stg_customers.sql": 'select customer_id, country from {{source "raw" "customers"}}\n',
  "models/marts/orders.sql":
    'select o.*, c.country from {{ref "stg_orders"}} o left join {{ref "stg_customers"}} c using (customer_id)\n',
};

export interface Said {
  /** `models/a.sql:1:8 Q0850 ... (no_key_test)`, in order. */
  readonly said: readonly string[];
  readonly checked: Checked;
  readonly diagnostics: readonly Diagnostic[];
}

export function makeFolder(files: Files): string {
  const root = mkdtempSync(join(tmpdir(), "quern-rules-"));
  folders.push(root);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}

/** Checks the project with these files changed or added, whole or some nodes of it; an empty text takes a file away. */
export async function check(files: Files = {}, ids?: readonly string[]): Promise<Said> {
  const all = Object.entries({ ...sound, ...files }).filter(([, text]) => text !== "");
  return checkFolder(makeFolder(Object.fromEntries(all)), ids);
}

export async function checkFolder(root: string, ids?: readonly string[]): Promise<Said> {
  const loaded = await loadGraph({ root, environment: {} });
  if (loaded.value === undefined || loaded.diagnostics.length > 0)
    throw new Error(`the project has errors: ${JSON.stringify(loaded.diagnostics, null, 1)}`);
  const wanted = (ids ?? Object.keys(loaded.value.graph.nodes)) as NodeId[];
  const { value, diagnostics } = await checkSelected(loaded.value, new Set(wanted));
  const said = diagnostics.map(
    ({ span, code, message }) => `${span ? renderSpan(span) : "?"} ${code} ${message}`,
  );
  return { said, checked: value, diagnostics };
}
