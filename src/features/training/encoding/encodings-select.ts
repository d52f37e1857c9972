import type { Dialect } from "../../../sql/dialect.ts";
import type { Encoding, TrainingSet } from "../../training-types.ts";
import { isTraining } from "../split-rows.ts";
import { startWriting, type Writing } from "../steps.ts";
import { methodOf } from "./index.ts";
import { everyFold } from "./method.ts";

/**
 * What was fitted for a set, as SQL: a row for each encoding with `name` (of what comes out), `column_name`, `method` and `parameters` (JSON, what
 * `encodingExpressions` takes). Null where there are no encodings.
 *
 * @param relation the table that `trainingSelect` makes, as it stands after FROM: its part "train" is what was fitted on
 */
export function encodingsSelect(set: TrainingSet, relation: string, dialect: Dialect): string | null {
  if (set.encodings.length === 0) return null;
  const writing = startWriting(set, dialect);
  return set.encodings
    .map((encoding) => {
      const [name, column, method] = [encoding.as, encoding.column, encoding.method.kind].map((text) =>
        dialect.renderString(text),
      );
      return `select ${name} as name, ${column} as column_name, ${method} as method,
${parametersOf(writing, encoding, relation)} as parameters`;
    })
    .join("\nunion all\n");
}

/** Without parameters the empty object. */
function parametersOf(writing: Writing, encoding: Encoding, relation: string): string {
  const method = methodOf(encoding);
  const column = writing.quote(encoding.column);
  if (method.shape === "parameters") {
    const fitted = Object.entries(method.fit(column, encoding.method));
    if (fitted.length === 0) return "cast('{}' as json)";
    const pairs = fitted.map(([name, sql]) => {
      const value = method.texts?.includes(name) === true ? `cast(${sql} as varchar)` : sql;
      return `${writing.dialect.renderString(name)}, ${value}`;
    });
    return `(select json_object(${pairs.join(", ")}) from ${relation} where ${isTraining(writing)})`;
  }
  const fold = method.fold?.(encoding.method, writing) ?? String(everyFold);
  const training = {
    rows: `(select *, ${fold} as quern_fold_own from ${relation} where ${isTraining(writing)})`,
    fold: "quern_fold_own",
  };
  const otherwise = `(${method.otherwise(encoding.method, writing, training)})`;
  const values = method.fit(column, encoding.method, writing, training, otherwise);
  return `json_object(
'values', (select coalesce(list(json_array(quern_value, quern_number) order by quern_value), []) from (${values}) where quern_fold = ${everyFold}),
'otherwise', (select any_value(quern_number) from ${otherwise} where quern_fold = ${everyFold}))`;
}
