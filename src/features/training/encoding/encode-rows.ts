import type { Cte } from "../../statement.ts";
import type { Encoding } from "../../training-types.ts";
import { isTraining } from "../split-rows.ts";
import { textOf } from "../stable-hash.ts";
import type { Pass, Writing } from "../steps.ts";
import { encodingColumns, groupEncodings, methodOf } from "./index.ts";
import { everyFold } from "./method.ts";

/** Adds the encoded columns: fits on the part "train", applies to all. */
export const encodeRows: Pass = (writing, from) => {
  const steps: Cte[] = [];
  groupEncodings(writing.set.encodings).forEach((group, index) => {
    steps.push(...encodeGroup(writing, steps.at(-1)?.name ?? from, group, `quern_set_encoding_${index + 1}`));
  });
  return steps;
};

function encodeGroup(
  writing: Writing,
  from: string,
  group: readonly Encoding[],
  name: string,
): readonly Cte[] {
  const parts = group.map((encoding, index) => encodeColumn(writing, encoding, name, index + 1));
  const folds = parts.flatMap((part) => part.folds);
  const parameters = parts.flatMap((part) => part.parameters);
  const joins = parts.flatMap((part) => part.joins);
  const columns = parts.flatMap((part) => part.columns);
  // Folds are told once, before rows are fitted on and joined.
  const rows = folds.length === 0 ? from : `${name}_rows`;
  const steps: Cte[] = [
    { name: `${name}_training`, select: `select *\nfrom ${rows}\nwhere ${isTraining(writing)}` },
  ];
  if (folds.length > 0)
    steps.unshift({ name: rows, materialized: true, select: `select *, ${folds.join(", ")}\nfrom ${from}` });
  if (parameters.length > 0) {
    const sql = `select ${parameters.join(",\n")}\nfrom ${name}_training`;
    steps.push({ name: `${name}_fitted`, materialized: true, select: sql });
    joins.unshift(`cross join ${name}_fitted`);
  }
  const encoded = [`select quern_row.*,\n${columns.join(",\n")}`, `from ${rows} as quern_row`, ...joins].join(
    "\n",
  );
  return [...steps, ...parts.flatMap((part) => part.steps), { name: `${name}_encoded`, select: encoded }];
}

/** What one encoding adds to the statement of its group. */
interface EncodedPart {
  /** Columns of the rows, with the fold that a row takes its numbers from. */
  readonly folds: readonly string[];
  /** Columns of the one row of parameters. */
  readonly parameters: readonly string[];
  readonly steps: readonly Cte[];
  readonly joins: readonly string[];
  readonly columns: readonly string[];
}

function encodeColumn(writing: Writing, encoding: Encoding, group: string, number: number): EncodedPart {
  const method = methodOf(encoding);
  const name = `${group}_${number}`;
  const column = writing.quote(encoding.column);
  const outputs = encodingColumns(encoding).map(writing.quote);
  if (method.shape === "parameters") {
    const parameters = Object.entries(method.fit(column, encoding.method));
    const values = method.apply(
      column,
      encoding.method,
      (parameter, element) => `${name}_${parameter}${element === undefined ? "" : `[${element + 1}]`}`,
      writing.dialect,
    );
    return {
      folds: [],
      parameters: parameters.map(([parameter, sql]) => `${sql} as ${name}_${parameter}`),
      steps: [],
      joins: [],
      columns: values.map((value, index) => `${value} as ${outputs[index]}`),
    };
  }
  const fold = method.fold?.(encoding.method, writing);
  const own = fold === undefined ? String(everyFold) : `${name}_fold`;
  const [values, otherwise] = [`${name}_values`, `${name}_otherwise`];
  const training = { rows: `${group}_training`, fold: own };
  return {
    folds:
      fold === undefined
        ? []
        : [`case when ${isTraining(writing)} then ${fold} else ${everyFold} end as ${own}`],
    parameters: [],
    steps: [
      { name: otherwise, materialized: true, select: method.otherwise(encoding.method, writing, training) },
      {
        name: values,
        materialized: true,
        select: method.fit(column, encoding.method, writing, training, otherwise),
      },
    ],
    joins: [
      `left join ${values} on ${values}.quern_fold = ${own} and ${values}.quern_value is not distinct from ${textOf(column)}`,
      `left join ${otherwise} on ${otherwise}.quern_fold = ${own}`,
    ],
    columns: [`coalesce(${values}.quern_number, ${otherwise}.quern_number) as ${outputs[0]}`],
  };
}
