import { countsRows, type Part, recipeOf } from "./parts.ts";
import { withDefault } from "./render-columns.ts";
import { type PartRows, renderPart } from "./render-part.ts";
import { type Cte, selectList } from "./statement.ts";
import type { AggregateColumn, Duration } from "./types.ts";

/** Rows joined to the moments they belong to, as aggregates over them see them. */
export interface Frame extends PartRows {
  /** Columns that tell one entity and moment from another, and others that are the same for it. */
  readonly identity: readonly string[];
  readonly carried: readonly string[];
  /** What stands after FROM: groups, age and columns of rows. Asked for once all columns are named. */
  readonly joined: () => string;
  /** Condition on a row of a window that ends at T (null: lifetime); undefined where all rows are in it. */
  readonly contains: (window: Duration | null) => string | undefined;
}

/** Aggregates of all columns, with one row for each moment. */
export interface Aggregated {
  readonly ctes: readonly Cte[];
  /** What stands after FROM. */
  readonly from: string;
  /** SQL of each column's value, with its default. */
  readonly values: readonly string[];
}

/** A part within a window: one aggregate, however many columns are made of it. */
interface Measure {
  readonly name: string;
  readonly part: Part;
  readonly conditions: readonly string[];
}

/**
 * Returns the aggregates of all columns in one pass over the joined rows. Modes take a pass for each value they are the mode of, since they
 * count by value first.
 *
 * @param name of what is made here, and the beginning of its parts' names
 */
export function aggregateRows(columns: readonly AggregateColumn[], frame: Frame, name: string): Aggregated {
  const measures = new Map<string, Measure>();
  const measure = (part: Part, conditions: readonly string[]): string => {
    const identity = JSON.stringify([part, conditions]);
    const found = measures.get(identity) ?? { name: `quern_p${measures.size}`, part, conditions };
    measures.set(identity, found);
    return found.name;
  };
  const values = columns.map((column) => {
    const { parts, value } = recipeOf(column.aggregate);
    const where = column.where === undefined ? undefined : frame.columns.of(column.where);
    const conditions = [frame.contains(column.window), where].filter((each) => each !== undefined);
    return defaulted(value(parts.map((part) => measure(part, conditions))), column);
  });
  const plain = selectPlain([...measures.values()], frame);
  const modes = groupModes([...measures.values()]).map((group) => selectModes(group, frame));
  const ctes = [plain, ...modes].map((select, i) => ({
    name: i === 0 ? name : `${name}_mode_${i - 1}`,
    select: select(frame.joined()),
  }));
  const joins = ctes.slice(1).map((cte) => `\nleft join ${cte.name} using (${frame.identity.join(", ")})`);
  return { ctes, from: `${name}${joins.join("")}`, values };
}

/** Counts are 0 of themselves; a default of theirs stands for that. */
function defaulted(value: string, { aggregate, default: fallback }: AggregateColumn): string {
  const isCount = countsRows.has(aggregate.kind) && fallback !== undefined;
  return withDefault(isCount ? `nullif(${value}, 0)` : value, fallback);
}

type Select = (from: string) => string;

function selectPlain(measures: readonly Measure[], frame: Frame): Select {
  const aggregates = measures.flatMap(({ name, part, conditions }) =>
    part.kind === "mode" ? [] : [`${renderPart(part, frame, conditions)} as ${name}`],
  );
  return (from) => grouped([...frame.identity, ...frame.carried], aggregates, from);
}

interface Mode {
  readonly name: string;
  readonly value: string;
  readonly weight?: string;
  readonly conditions: readonly string[];
}

function groupModes(measures: readonly Measure[]): readonly (readonly Mode[])[] {
  const groups = new Map<string, Mode[]>();
  for (const { name, part, conditions } of measures) {
    if (part.kind !== "mode") continue;
    const { value, weight } = part;
    const mode = { name, value, conditions, ...(weight !== undefined && { weight }) };
    groups.set(value, [...(groups.get(value) ?? []), mode]);
  }
  return [...groups.values()];
}

/** Rows without the value do not count, nor do those without a weight. */
function selectModes(modes: readonly Mode[], { identity, columns }: Frame): Select {
  const value = columns.of(modes[0]?.value ?? "null");
  const weights = modes.map(({ weight, conditions }, i) => {
    const call = weight === undefined ? "nullif(count(*)" : `sum(${columns.of(weight)})`;
    const filter = conditions.length === 0 ? "" : ` filter (where ${conditions.join(" and ")})`;
    return `${call}${filter}${weight === undefined ? ", 0)" : ""} as quern_w${i}`;
  });
  const found = modes.map(
    ({ name }, i) =>
      `arg_min(${value}, row(-quern_w${i}, ${value})) filter (where quern_w${i} is not null) as ${name}`,
  );
  return (from) => {
    const counted = grouped(
      [...identity, value],
      weights,
      `(\nselect *\nfrom ${from}\n)\nwhere ${value} is not null`,
    );
    return grouped(identity, found, `(\n${counted}\n)`);
  };
}

const grouped = (groups: readonly string[], items: readonly string[], from: string): string =>
  `select ${selectList([...groups, ...items])}\nfrom ${from}\ngroup by ${groups.join(", ")}`;
