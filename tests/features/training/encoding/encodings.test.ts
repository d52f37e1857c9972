import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodingExpressions } from "../../../../src/features/training/encoding/encoding-expression.ts";
import { encodingsSelect } from "../../../../src/features/training/encoding/encodings-select.ts";
import { encodingColumns } from "../../../../src/features/training/encoding/index.ts";
import { trainingSelect } from "../../../../src/features/training/training-select.ts";
import type { Encoding } from "../../../../src/features/training-types.ts";
import { duckdbDialect } from "../../../../src/sql/duckdb-dialect.ts";
import { type Engine, openEngine, type Row } from "../engine.ts";
import { encodeSamples } from "./reference.ts";
import { arbitrarySamples, createSamples, isTraining, type Sample, setOf } from "./samples.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const encodings: readonly Encoding[] = [
  { column: "c", as: "c_is", method: { kind: "one_hot", limit: 3 } },
  { column: "c", as: "c_is", method: { kind: "one_hot", values: ["kr", "it's", "서울", "KR"] } },
  { column: "c", as: "c_frequency", method: { kind: "frequency" } },
  { column: "c", as: "c_target", method: { kind: "target", smoothing: 10, folds: 3, seed: "f" } },
  { column: "c", as: "c_target_2", method: { kind: "target", smoothing: 0.5, folds: 2, seed: "g" } },
  { column: "x", as: "x_standard", method: { kind: "standard" } },
  { column: "x", as: "x_min_max", method: { kind: "min_max" } },
  { column: "x", as: "x_robust", method: { kind: "robust" } },
  { column: "x", as: "x_log", method: { kind: "log" } },
  { column: "x", as: "x_clip", method: { kind: "clip", lower: 0.1, upper: 0.9 } },
  { column: "x", as: "x_bins", method: { kind: "bins", count: 4 } },
  { column: "x", as: "x_mean", method: { kind: "impute", with: "mean" } },
  { column: "x", as: "x_median", method: { kind: "impute", with: "median" } },
  { column: "c", as: "c_mode", method: { kind: "impute", with: "mode" } },
  { column: "c", as: "c_filled", method: { kind: "impute", with: { constant: "it's not known" } } },
];

/** Made from what others made. */
const chained: readonly Encoding[] = [
  { column: "x", as: "x_mean", method: { kind: "impute", with: "mean" } },
  { column: "x_mean", as: "x_mean_standard", method: { kind: "standard" } },
  { column: "x_mean_standard", as: "x_bins", method: { kind: "bins", count: 3 } },
  { column: "c", as: "c_mode", method: { kind: "impute", with: "mode" } },
  { column: "c_mode", as: "c_target", method: { kind: "target", smoothing: 2, folds: 3, seed: "f" } },
];

async function build(samples: readonly Sample[], wanted: readonly Encoding[]): Promise<readonly Row[]> {
  await createSamples(engine, samples);
  await engine.run(`create or replace table built as ${trainingSelect(setOf(wanted), duckdbDialect)}`);
  return engine.rows("select * from built order by as_of");
}

async function fittedOf(wanted: readonly Encoding[]): Promise<readonly Row[]> {
  return engine.rows(encodingsSelect(setOf(wanted), "built", duckdbDialect) ?? "");
}

describe("encodeRows(writing, from)", () => {
  it("gives what the reference works out", async () => {
    await fc.assert(
      fc.asyncProperty(arbitrarySamples, async (samples) => {
        const rows = await build(samples, encodings);
        for (const encoding of encodings) {
          const columns = encodingColumns(encoding);
          const expected = encodeSamples(encoding, samples);
          for (const [index, row] of rows.entries())
            for (const [place, column] of columns.entries())
              expectAlike(row[column], expected[index]?.[place], column);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("takes nothing from other parts", async () => {
    await fc.assert(
      fc.asyncProperty(arbitrarySamples, arbitrarySamples, async (samples, others) => {
        const rows = await build(samples, [...encodings, ...chained.slice(1, 3)]);
        const fitted = await fittedOf(encodings);
        const changed = samples.map((row, index) => {
          const other = others[index];
          return isTraining(row) || other === undefined ? row : { ...other, id: row.id, at: row.at };
        });
        const again = await build(changed, [...encodings, ...chained.slice(1, 3)]);
        expect(await fittedOf(encodings)).toEqual(fitted);
        const training = (all: readonly Row[]) => all.filter((row) => row.split === "train");
        expect(training(again)).toEqual(training(rows));
      }),
      { numRuns: 30 },
    );
  });

  it("keeps the label of an entity out of its own target encoding", async () => {
    await fc.assert(
      fc.asyncProperty(arbitrarySamples, fc.nat(), async (samples, pick) => {
        const own = samples[pick % Math.max(samples.length, 1)];
        if (own === undefined) return;
        const target = encodings.filter(({ method }) => method.kind === "target");
        const rows = await build(samples, target);
        const flipped = samples.map((row) => (row.id === own.id ? { ...row, y: !row.y } : row));
        const again = await build(flipped, target);
        const encoded = (all: readonly Row[]) =>
          all.filter((row) => row.id === own.id).map((row) => [row.c_target, row.c_target_2]);
        if (isTraining(own)) expect(encoded(again)).toEqual(encoded(rows));
      }),
      { numRuns: 30 },
    );
  });

  it("fits on all rows where there are no parts", async () => {
    const { split: _, ...set } = setOf([{ column: "x", as: "x_min_max", method: { kind: "min_max" } }]);
    await createSamples(
      engine,
      [1, 2, 3, 4, 5].map((id) => ({ id, at: id * 1e10, x: id, c: null, y: false })),
    );
    const rows = await engine.rows(
      `select x_min_max from (${trainingSelect(set, duckdbDialect)}) order by all`,
    );
    expect(rows.map((row) => row.x_min_max)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  });

  it("passes over infinite values and keeps a constant column's distance", async () => {
    const { split: _, ...set } = setOf([{ column: "x", as: "x_standard", method: { kind: "standard" } }]);
    await createSamples(
      engine,
      [1, 2].map((id) => ({ id, at: id * 1e10, x: 7, c: null, y: false })),
    );
    await engine.run("insert into samples values (3, timestamp '2024-01-01', 'infinity', null)");
    const rows = await engine.rows(
      `select x_standard from (${trainingSelect(set, duckdbDialect)}) order by id`,
    );
    expect(rows.map((row) => row.x_standard)).toEqual([0, 0, "Infinity"]);
  });
});

describe("encodingExpressions(encoding, fitted, dialect)", () => {
  it.each([
    ["each of a kind", encodings],
    ["made from each other", chained],
  ])("agrees with the set on rows that were not fitted on (%s)", async (_, wanted) => {
    await fc.assert(
      fc.asyncProperty(arbitrarySamples, async (samples) => {
        await build(samples, wanted);
        const fitted = await fittedOf(wanted);
        const checks = wanted.flatMap((encoding, index) =>
          encodingExpressions(encoding, JSON.parse(String(fitted[index]?.parameters)), duckdbDialect).map(
            ({ name, value }) =>
              `count(*) filter ("${name}" is distinct from ${value} or typeof("${name}") <> typeof(${value}))`,
          ),
        );
        const rows = await engine.rows(
          `select [${checks.join(", ")}] as wrong from built where split <> 'train'`,
        );
        expect(rows).toEqual([{ wrong: checks.map(() => "0") }]);
      }),
      { numRuns: 40 },
    );
  });

  it("says of a value that did not come in training what the rest of them say", async () => {
    await engine.run("create or replace table fresh as from (values ('new'), (null)) fresh(c)");
    const fitted = { values: [["kr", 0.25]], otherwise: 0.5 };
    const encoding = encodings.find(({ method }) => method.kind === "target");
    if (encoding === undefined) throw new Error("no target encoding");
    const [expression] = encodingExpressions(encoding, fitted, duckdbDialect);
    expect(await engine.rows(`select ${expression?.value} as value from fresh`)).toEqual([
      { value: 0.5 },
      { value: 0.5 },
    ]);
  });
});

describe("encodingsSelect(set, relation, dialect)", () => {
  it("tells what was fitted as data", async () => {
    const samples = [1, 2, 3, 4, 5, 6].map((id) => ({
      id,
      at: id * 1e10,
      x: id,
      c: id > 2 ? "a" : null,
      y: false,
    }));
    const { split: _, ...set } = setOf(encodings.slice(2, 7));
    await createSamples(engine, samples);
    await engine.run(`create or replace table built as ${trainingSelect(set, duckdbDialect)}`);
    const rows = await engine.rows(encodingsSelect(set, "built", duckdbDialect) ?? "");
    expect(
      rows.map(({ name, column_name, method, parameters }) => [name, column_name, method, parameters]),
    ).toEqual([
      [
        "c_frequency",
        "c",
        "frequency",
        '{"values":[["a",0.6666666666666666],[null,0.3333333333333333]],"otherwise":0.0}',
      ],
      ["c_target", "c", "target", '{"values":[["a",0.0],[null,0.0]],"otherwise":0.0}'],
      ["c_target_2", "c", "target", '{"values":[["a",0.0],[null,0.0]],"otherwise":0.0}'],
      ["x_standard", "x", "standard", '{"mean":3.5,"stddev":1.707825127659933}'],
      ["x_min_max", "x", "min_max", '{"min":1.0,"max":6.0}'],
    ]);
  });

  it("is nothing for a set without encodings", () => {
    expect(encodingsSelect(setOf([]), "built", duckdbDialect)).toBeNull();
  });
});

describe("encodingColumns(encoding)", () => {
  it("names a column for each value that is declared, and numbers the others from the commonest", () => {
    const names = (method: Extract<Encoding["method"], { kind: "one_hot" }>) =>
      encodingColumns({ column: "country", as: "country_is", method });
    expect(names({ kind: "one_hot", values: ["KR", "South-Korea ", "south korea", "서울"] })).toEqual([
      "country_is_kr",
      "country_is_south_korea",
      "country_is_south_korea_2",
      "country_is_서울",
    ]);
    expect(names({ kind: "one_hot", limit: 2 })).toEqual(["country_is_top_1", "country_is_top_2"]);
    expect(names({ kind: "one_hot" })).toHaveLength(10);
  });
});

function expectAlike(actual: unknown, expected: unknown, column: string): void {
  if (typeof expected !== "number" || typeof actual !== "number") {
    expect([column, actual]).toEqual([column, expected]);
    return;
  }
  const tolerance = 1e-9 * Math.max(1, Math.abs(expected));
  expect([column, actual, Math.abs(actual - expected) < tolerance]).toEqual([column, actual, true]);
}
