import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { PythonRandom } from "./python-random.ts";

export interface BenchModel {
  readonly name: string;
  readonly layer: "stg" | "intermediate" | "mart";
  readonly refs: readonly string[];
  readonly materialized: "view" | "table";
  /** With `{{ ref('x') }}` and `{{ source('raw', 'orders') }}`, as dbt writes them. */
  readonly sql: string;
}

export interface BenchOptions {
  /** How many models. */
  readonly models: number;
  /** Rows of the one source; the join key stays unique, so every model has as many. */
  readonly rows: number;
  readonly seed: number;
  /** File of the source below data/. The generator writes CSV; `writeParquet` makes the other from it. Default orders.csv. */
  readonly source?: "orders.csv" | "orders.parquet";
}

const columns = ["id", "customer_id", "order_date", "amount", "cnt"];
const folders = { stg: "staging", intermediate: "intermediate", mart: "marts" } as const;

/**
 * The models of the benchmark project, in layers: 40 % staging views over one file, two intermediate levels of 20 % that alternate
 * view and table, 20 % mart tables; fan-in 3. The same seed gives the same project as the rivals' generator.
 */
export function benchModels({ models: count, seed }: BenchOptions): BenchModel[] {
  const random = new PythonRandom(seed);
  const staging = Math.max(3, Math.trunc(count * 0.4));
  const level = Math.max(3, Math.trunc(count * 0.2));
  const width = String(count).length;
  const numbered = (prefix: string, i: number) => `${prefix}_${String(i).padStart(width, "0")}`;
  const models: BenchModel[] = [];

  const stagingNames = range(staging).map((i) => {
    const factor = random.randint(1, 97);
    const status = random.choice(["placed", "shipped", "returned"]);
    const name = numbered("stg", i);
    models.push({ name, layer: "stg", refs: [], materialized: "view", sql: stagingSql(factor, status) });
    return name;
  });
  const addJoin = (
    prefix: string,
    i: number,
    layer: BenchModel["layer"],
    below: readonly string[],
    materialized: "view" | "table",
  ) => {
    const refs = random.sample(below, 3);
    const name = numbered(prefix, i);
    models.push({ name, layer, refs, materialized, sql: joinSql(refs, random.randint(1, 9)) });
    return name;
  };
  const alternate = (i: number) => (i % 2 ? "table" : "view");
  const first = range(level).map((i) => addJoin("int1", i, "intermediate", stagingNames, alternate(i)));
  const second = range(level).map((i) => addJoin("int2", i, "intermediate", first, alternate(i)));
  for (const i of range(count - staging - 2 * level)) addJoin("mart", i, "mart", second, "table");
  return models;
}

/** Writes the project as Quern reads it, with its data as CSV, into an emptied `folder`. */
export function writeQuernProject(folder: string, options: BenchOptions): BenchModel[] {
  const models = benchModels(options);
  const write = writerInto(folder);
  write(
    "project.yml",
    "name: bench\nstages: [staging, intermediate, marts]\ntarget: dev\ntargets:\n  dev: {type: duckdb, path: target/bench.duckdb}\n",
  );
  write(
    "models/sources.yml",
    `sources:\n  - name: raw\n    tables:\n      - name: orders\n        path: data/${options.source ?? "orders.csv"}\n`,
  );
  for (const model of models) {
    const sql = model.sql
      .replaceAll(/\{\{ ref\('(\w+)'\) \}\}/g, '{{ref "$1"}}')
      .replaceAll("{{ source('raw', 'orders') }}", '{{source "raw" "orders"}}');
    write(
      `models/${folders[model.layer]}/${model.name}.sql`,
      `{{config materialized="${model.materialized}"}}\n${sql}\n`,
    );
  }
  writeProperties(write, models, "models:", "        tests: [not_null, unique]");
  write("data/orders.csv", ordersCsv(options));
  return models;
}

/** Writes the same project as dbt reads it, with a profile for dbt-duckdb beside it. */
export function writeDbtProject(folder: string, options: BenchOptions, threads: number): void {
  const write = writerInto(folder);
  const models = benchModels(options);
  write(
    "dbt_project.yml",
    "name: bench\nversion: '1.0'\nconfig-version: 2\nprofile: bench\nmodel-paths: [models]\nflags:\n  send_anonymous_usage_stats: false\n",
  );
  write(
    "profiles.yml",
    `bench:\n  target: dev\n  outputs:\n    dev:\n      type: duckdb\n      path: bench.duckdb\n      threads: ${threads}\n`,
  );
  write(
    "models/sources.yml",
    `version: 2\nsources:\n  - name: raw\n    schema: main\n    tables:\n      - name: orders\n        config:\n          meta:\n            external_location: "data/${options.source ?? "orders.csv"}"\n`,
  );
  for (const model of models) {
    write(
      `models/${folders[model.layer]}/${model.name}.sql`,
      `{{ config(materialized='${model.materialized}') }}\n\n${model.sql}\n`,
    );
  }
  const tests = "        data_tests:\n          - not_null\n          - unique";
  writeProperties(write, models, "version: 2\nmodels:", tests);
  write("data/orders.csv", ordersCsv(options));
}

type Write = (file: string, text: string) => void;

function writerInto(folder: string): Write {
  rmSync(folder, { recursive: true, force: true });
  return (file, text) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
}

/** One YAML file for ten models. */
function writeProperties(write: Write, models: readonly BenchModel[], head: string, tests: string): void {
  for (const layer of ["stg", "intermediate", "mart"] as const) {
    const ofLayer = models.filter((model) => model.layer === layer);
    for (let start = 0; start < ofLayer.length; start += 10) {
      const file = `models/${folders[layer]}/_${folders[layer]}_${String(start / 10).padStart(4, "0")}.yml`;
      write(file, propertiesYaml(ofLayer.slice(start, start + 10), head, tests));
    }
  }
}

function stagingSql(factor: number, status: string): string {
  return `with src as (
    select *
    from {{ source('raw', 'orders') }}
),
renamed as (
    select
        order_id as id,
        customer_id,
        cast(ordered_at as date) as order_date,
        amount * ${factor} / 100.0 as amount,
        case when status = '${status}' then 1 else 0 end as cnt
    from src
)
select id, customer_id, order_date, amount, cnt
from renamed
where id is not null`;
}

function joinSql(refs: readonly string[], weight: number): string {
  const [a, b, c] = refs.map((ref) => `{{ ref('${ref}') }}`);
  return `with a as (
    select id, customer_id, order_date, amount, cnt from ${a}
),
b as (
    select id, amount, cnt from ${b}
),
c as (
    select id, max(amount) as amount, sum(cnt) as cnt from ${c} group by id
)
select
    a.id,
    a.customer_id,
    a.order_date,
    (a.amount + b.amount * ${weight} + coalesce(c.amount, 0)) / ${weight + 2} as amount,
    cast(a.cnt + b.cnt + c.cnt as integer) as cnt
from a
join b on a.id = b.id
left join c on a.id = c.id`;
}

function propertiesYaml(models: readonly BenchModel[], head: string, tests: string): string {
  const lines = [head];
  for (const { name } of models) {
    lines.push(`  - name: ${name}`, `    description: Model ${name}`, "    columns:");
    for (const column of columns) {
      lines.push(`      - name: ${column}`, `        description: ${column} of ${name}`);
      if (column === "id") lines.push(tests);
    }
  }
  return `${lines.join("\n")}\n`;
}

function ordersCsv({ rows, seed }: BenchOptions): string {
  const random = new PythonRandom(seed + 1);
  const two = (low: number, high: number) => String(random.randint(low, high)).padStart(2, "0");
  const lines = ["order_id,customer_id,ordered_at,amount,status"];
  for (let id = 1; id <= rows; id++) {
    const customer = random.randint(1, Math.trunc(rows / 5));
    const orderedAt = `2025-${two(1, 12)}-${two(1, 28)} ${two(0, 23)}:00:00`;
    const amount = random.randint(100, 99999) / 100;
    const status = random.choice(["placed", "shipped", "returned"]);
    lines.push(`${id},${customer},${orderedAt},${pythonFloat(amount)},${status}`);
  }
  return `${lines.join("\n")}\n`;
}

function pythonFloat(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
