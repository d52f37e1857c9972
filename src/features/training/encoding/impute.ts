import { addInOrder, commonestValues, finiteNumber, type MethodOf, type ParameterMethod } from "./method.ts";

/** The mean and the median make the column a DOUBLE; a mode and a constant leave its type. */
export const impute: ParameterMethod<MethodOf<"impute">> = {
  shape: "parameters",
  outputs: (as) => [as],
  texts: ["mode"],
  fit(column, { with: by }): Readonly<Record<string, string>> {
    if (by === "mean") return { mean: addInOrder("avg", finiteNumber(column)) };
    if (by === "median") return { median: `quantile_cont(${finiteNumber(column)}, 0.5)` };
    return by === "mode" ? { mode: `${commonestValues(column, 1)}[1]` } : {};
  },
  apply(column, { with: by }, of, dialect) {
    // A literal takes the column's type.
    if (typeof by === "object") return [`coalesce(${column}, ${dialect.renderString(by.constant)})`];
    return [`coalesce(${by === "mode" ? column : `cast(${column} as double)`}, ${of(by)})`];
  },
};
