import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { Session } from "../../src/adapters/adapter.ts";
import { duckdbAdapter } from "../../src/adapters/duckdb/index.ts";
import { renderMany } from "../../src/serving/render-answer.ts";
import { Pack } from "../../src/serving/store/pack.ts";
import { writePack } from "../../src/serving/store/write-pack.ts";
import type { ServedSource } from "../../src/serving/types.ts";
import { duckdbDialect } from "../../src/sql/duckdb-dialect.ts";

/** A folder that goes when the test file ends. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "quern-serving-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A database in memory with one session, closed when the test file ends. */
export async function memorySession(): Promise<Session> {
  const warehouse = await duckdbAdapter.open({ location: ":memory:", baseFolder: "" });
  afterAll(() => warehouse.close());
  return warehouse.connect();
}

export interface TableShape {
  readonly name?: string;
  readonly key: readonly string[];
  readonly features: readonly string[];
  /** SELECT of key, as_of, features. */
  readonly select: string;
  /** SQL of the features of an entity that is not there; nulls where absent. */
  readonly unknown?: readonly string[];
}

/** A view over any SELECT, as it is served. */
export function servedSource({ name = "orders", key, features, select, unknown }: TableShape): ServedSource {
  const values = unknown ?? features.map((feature) => `any_value("${feature}") filter (false)`);
  return {
    set: {
      name,
      kind: "view",
      entity: "customer",
      key,
      views: [name],
      features: features.map((feature) => ({ name: feature })),
    },
    select,
    unknown: `select max(as_of), ${values.join(", ")} from (${select})`,
  };
}

let count = 0;

/** The SELECT's rows as a pack, closed when the test file ends. */
export async function packOf(shape: TableShape, session: Session, folder: string): Promise<Pack> {
  count += 1;
  const file = join(folder, `${count}.pack`);
  await writePack(servedSource(shape), file, { session, dialect: duckdbDialect });
  const pack = Pack.open(file);
  afterAll(() => pack.close());
  return pack;
}

/** What is answered for a key: whether it is known, the moments of its views, its values. */
export function answerFor(pack: Pack, key: readonly string[]) {
  interface Row {
    readonly known: boolean;
    readonly views: Readonly<Record<string, { readonly as_of: string | null; readonly known: boolean }>>;
    readonly values: readonly unknown[];
  }
  const { rows } = JSON.parse(renderMany(pack, [key], undefined, 0).toString()) as {
    readonly rows: readonly [Row];
  };
  const [{ known, views, values }] = rows;
  return { known, values, asOf: Object.values(views).map((view) => view.as_of) };
}
