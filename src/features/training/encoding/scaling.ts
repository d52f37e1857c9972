import { addInOrder, finiteNumber, type MethodOf, type ParameterMethod } from "./method.ts";

const one = (as: string) => [as];
const numberOf = (column: string) => `cast(${column} as double)`;

/** A spread of 0, of a column that is the same everywhere, does not divide: what differs from it later keeps its distance. */
const spread = (sql: string) => `coalesce(nullif(${sql}, 0), 1)`;

export const standard: ParameterMethod<MethodOf<"standard">> = {
  shape: "parameters",
  outputs: one,
  fit: (column) => ({
    mean: addInOrder("avg", finiteNumber(column)),
    stddev: addInOrder("stddev_pop", finiteNumber(column)),
  }),
  apply: (column, _, of) => [`(${numberOf(column)} - ${of("mean")}) / ${spread(of("stddev"))}`],
};

export const minMax: ParameterMethod<MethodOf<"min_max">> = {
  shape: "parameters",
  outputs: one,
  fit: (column) => ({ min: `min(${finiteNumber(column)})`, max: `max(${finiteNumber(column)})` }),
  apply: (column, _, of) => [
    `(${numberOf(column)} - ${of("min")}) / ${spread(`(${of("max")} - ${of("min")})`)}`,
  ],
};

export const robust: ParameterMethod<MethodOf<"robust">> = {
  shape: "parameters",
  outputs: one,
  fit: (column) => ({
    median: quantile(column, 0.5),
    q25: quantile(column, 0.25),
    q75: quantile(column, 0.75),
  }),
  apply: (column, _, of) => [
    `(${numberOf(column)} - ${of("median")}) / ${spread(`(${of("q75")} - ${of("q25")})`)}`,
  ],
};

export const log: ParameterMethod<MethodOf<"log">> = {
  shape: "parameters",
  outputs: one,
  fit: () => ({}),
  apply: (column) => {
    const number = numberOf(column);
    return [`case when ${number} < 0 then -ln(1 - ${number}) else ln(1 + ${number}) end`];
  },
};

export const clip: ParameterMethod<MethodOf<"clip">> = {
  shape: "parameters",
  outputs: one,
  fit: (column, { lower, upper }) => ({ lower: quantile(column, lower), upper: quantile(column, upper) }),
  // greatest() and least() pass over nulls; a missing value stays missing.
  apply: (column, _, of) => {
    const number = numberOf(column);
    return [
      `case when ${number} is not null then least(greatest(${number}, ${of("lower")}), ${of("upper")}) end`,
    ];
  },
};

/** A value at an edge is in the lower bin; equal edges leave the bins between them empty. */
export const bins: ParameterMethod<MethodOf<"bins">> = {
  shape: "parameters",
  outputs: one,
  fit: (column, { count }) => {
    const fractions = Array.from({ length: count - 1 }, (_, index) => (index + 1) / count);
    if (fractions.length === 0) return { edges: "cast([] as double[])" };
    return { edges: `quantile_cont(${finiteNumber(column)}, [${fractions.join(", ")}])` };
  },
  apply: (column, { count }, of) => {
    const number = numberOf(column);
    const above = Array.from(
      { length: count - 1 },
      (_, index) => ` + cast(${number} > ${of("edges", index)} as integer)`,
    );
    return [`case when ${number} is not null then 1${above.join("")} end`];
  },
};

function quantile(column: string, fraction: number): string {
  return `quantile_cont(${finiteNumber(column)}, ${fraction})`;
}
