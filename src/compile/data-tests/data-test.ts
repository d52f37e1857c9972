import type { Json } from "../../project/definitions.ts";
import type { Dialect } from "../../sql/dialect.ts";

/**
 * A kind of data test. To add one: a file in this folder that exports a `DataTest`, one line in the table of `index.ts`, one case in
 * `tests/compile/data-tests.test.ts`. `compile` gets arguments that are already checked against `arguments`.
 */
export interface DataTest {
  /** Other names it goes by, those of dbt's packages among them. */
  readonly aliases?: readonly string[];
  readonly column: "required" | "optional" | "none";
  readonly arguments: Readonly<Record<string, ArgumentShape>>;
  compile(input: DataTestInput): DataTestSql | Problem;
}

export interface ArgumentShape {
  readonly type: ArgumentType;
  readonly required?: boolean;
  /** Other names it goes by. */
  readonly aliases?: readonly string[];
  /** The values a text may have. */
  readonly values?: readonly string[];
}

/**
 * `name` and `names` are columns; `relation` is a node; `expression` is SQL, a number or a date; `scalars` is a list of texts, numbers and
 * booleans.
 */
export type ArgumentType =
  | "text"
  | "number"
  | "boolean"
  | "name"
  | "names"
  | "relation"
  | "expression"
  | "scalars"
  | "count-or-relation";

export interface DataTestInput {
  /** What stands after FROM: the relation, or a subselect with the test's `where`. */
  readonly from: string;
  /** The column, quoted; absent where the test has none. */
  readonly column?: string;
  readonly arguments: Readonly<Record<string, Json>>;
  readonly dialect: Dialect;
  readonly now: Date;
  /** Quotes the name of a column; an expression is left as it is. */
  readonly quote: (name: string) => string;
  /** What stands after FROM for an argument of type `relation`. */
  readonly relation: (argument: string) => string;
}

export interface DataTestSql {
  /** SELECT of the failing rows. */
  readonly failures: string;
  /**
   * An aggregate over `from` by which the test can share one scan with others. `exact`: it is the number of failing rows; otherwise
   * it is zero exactly when there are none.
   */
  readonly scan?: { readonly aggregate: string; readonly exact: boolean };
}

/** What is wrong with the arguments together. */
export interface Problem {
  readonly problem: string;
}

/** A row-level test: rows for which the condition is true fail. */
export function failingRows(from: string, condition: string): DataTestSql {
  return {
    failures: `select * from ${from} where ${condition}`,
    scan: { aggregate: `count(*) filter (where ${condition})`, exact: true },
  };
}

/**
 * A test of the relation as a whole, or of each of its groups: one row with the figures where the condition on aggregates is true.
 * Groups cannot share a scan.
 */
export function failingWhole(
  from: string,
  figures: string,
  condition: string,
  groups: readonly string[] = [],
): DataTestSql {
  if (groups.length > 0) {
    const list = groups.join(", ");
    return { failures: `select ${list}, ${figures} from ${from} group by ${list} having ${condition}` };
  }
  return {
    failures: `select ${figures} from ${from} having ${condition}`,
    scan: { aggregate: `case when ${condition} then 1 else 0 end`, exact: true },
  };
}

/** Columns by which some tests look at groups of rows instead of the relation as a whole. */
export const groupArgument: Readonly<Record<string, ArgumentShape>> = {
  group_by: { type: "names", aliases: ["group_by_columns"] },
};

/** SQL of a value given as number, text or date: numbers and SQL as they are, ISO dates and timestamps as literals. */
export function renderExpression(value: Json | undefined, dialect: Dialect): string {
  if (typeof value !== "string") return dialect.renderLiteral(value);
  return /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(value)
    ? dialect.renderString(value)
    : value;
}

/** SQL of values as the test lists them: literals adapt to the column's type; with `quote: false` texts are SQL. Null is left out. */
export function renderValues(values: Json | undefined, quote: Json | undefined, dialect: Dialect): string {
  const list = Array.isArray(values) ? values : [values];
  return list
    .filter((value) => value !== null && value !== undefined)
    .map((value) => (quote === false ? String(value) : dialect.renderString(String(value))))
    .join(", ");
}

/** The names of an argument of type `names`. */
export function namesOf(value: Json | undefined): readonly string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** SQL of a span of time given as `12 hours`, `3d` or a number with a unit of its own; undefined where it is none. */
export function renderInterval(value: Json | undefined, unit?: Json): string | undefined {
  const text = typeof value === "number" && typeof unit === "string" ? `${value} ${unit}` : String(value);
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/i.exec(text);
  const word = match?.[2]?.toLowerCase() ?? "";
  const name = units[word] ?? units[word.replace(/s$/, "")];
  return match === null || name === undefined ? undefined : `interval '${match[1]} ${name}'`;
}

const units: Readonly<Record<string, string>> = {
  s: "seconds",
  sec: "seconds",
  second: "seconds",
  m: "minutes",
  min: "minutes",
  minute: "minutes",
  h: "hours",
  hour: "hours",
  d: "days",
  day: "days",
  w: "weeks",
  week: "weeks",
  month: "months",
  quarter: "quarters",
  y: "years",
  year: "years",
};
