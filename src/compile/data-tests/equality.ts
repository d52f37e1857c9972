import { type DataTest, namesOf } from "./data-test.ts";

/**
 * Two relations hold the same rows, each as often. Columns are matched by name; one that only one of them has makes its rows
 * differ. With `precision` numbers with a fraction are compared to so many digits.
 */
export const equality: DataTest = {
  column: "none",
  arguments: {
    compare_model: { type: "relation", required: true, aliases: ["to"] },
    compare_columns: { type: "names", aliases: ["columns"] },
    exclude_columns: { type: "names", aliases: ["exclude"] },
    precision: { type: "number" },
  },
  compile({ from, arguments: given, quote, relation }) {
    const excluded = namesOf(given.exclude_columns).map(quote);
    const compared = namesOf(given.compare_columns).map(quote);
    if (excluded.length > 0 && compared.length > 0)
      return { problem: "`compare_columns` and `exclude_columns` exclude each other" };
    const columns =
      compared.length > 0
        ? compared.join(", ")
        : excluded.length > 0
          ? `* exclude (${excluded.join(", ")})`
          : "*";
    const rounded = given.precision === undefined ? "*" : roundAll(Number(given.precision));
    const a = `(select ${columns} from ${from})`;
    const b = `(select ${columns} from ${relation("compare_model")})`;
    // By name, with the columns of both on either side.
    const left = `select ${rounded} from (select * from ${a} union all by name select * from ${b} where false)`;
    const right = `select ${rounded} from (select * from ${a} where false union all by name select * from ${b})`;
    return {
      failures:
        `select 'only here' as side, * from (${left} except all ${right})` +
        ` union all select 'only in the other' as side, * from (${right} except all ${left})`,
    };
  },
};

function roundAll(digits: number): string {
  const fractional =
    "(typeof(columns(*)) in ('FLOAT', 'DOUBLE') or starts_with(typeof(columns(*)), 'DECIMAL'))";
  return `case when ${fractional} then cast(round(try_cast(columns(*) as double), ${digits}) as varchar) else cast(columns(*) as varchar) end`;
}
