import { conditionsOf, type Frame, type Pass } from "./frame.ts";
import type { Measure } from "./measures.ts";
import { grouped } from "./statement.ts";

interface Mode {
  readonly name: string;
  readonly weight?: string;
  readonly conditions: readonly string[];
}

/** Returns a pass for each value that measures are the mode of: rows by value, then the value with the most. Null is no value. */
export function selectModes(measures: readonly Measure[], frame: Frame): readonly Pass[] {
  const modes = new Map<string, Mode[]>();
  for (const measure of measures) {
    const { part, name } = measure;
    if (part.kind !== "mode") continue;
    const weight = part.weight === undefined ? {} : { weight: part.weight };
    const mode = { name, conditions: conditionsOf(measure, frame), ...weight };
    modes.set(part.value, [...(modes.get(part.value) ?? []), mode]);
  }
  return [...modes].map(([value, each]) => selectMode(value, each, frame));
}

/** Rows without a weight do not count. */
function selectMode(valueSql: string, modes: readonly Mode[], { identity, columns }: Frame): Pass {
  const value = columns.of(valueSql);
  const weights = modes.map(({ weight, conditions }, i) => {
    const filter = conditions.length === 0 ? "" : ` filter (where ${conditions.join(" and ")})`;
    const total =
      weight === undefined ? `nullif(count(*)${filter}, 0)` : `sum(${columns.of(weight)})${filter}`;
    return `${total} as quern_w${i}`;
  });
  const found = modes.map(
    ({ name }, i) =>
      `arg_min(${value}, row(-quern_w${i}, ${value})) filter (where quern_w${i} is not null) as ${name}`,
  );
  return (from) => {
    const rows = `(\nselect *\nfrom ${from}\n)\nwhere ${value} is not null`;
    return grouped(identity, found, `(\n${grouped([...identity, value], weights, rows)}\n)`);
  };
}
