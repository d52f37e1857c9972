import type { Dialect } from "../../../sql/dialect.ts";
import type { Encoding } from "../../training-types.ts";
import { textOf } from "../stable-hash.ts";
import { encodingColumns, methodOf } from "./index.ts";

/** What `encodingsSelect` gives as `parameters`, parsed. */
export type Fitted = Readonly<Record<string, unknown>>;

/**
 * What an encoding makes of rows that it was not fitted on, as SQL over its column: one expression for each of its columns. Of a target encoding
 * this is what all training rows tell; the training rows themselves have the one of the other folds in the set.
 */
export function encodingExpressions(
  encoding: Encoding,
  fitted: Fitted,
  dialect: Dialect,
): readonly { readonly name: string; readonly value: string }[] {
  const method = methodOf(encoding);
  const column = dialect.quoteName(encoding.column);
  const values =
    method.shape === "values"
      ? [lookUp(column, fitted, dialect)]
      : method.apply(
          column,
          encoding.method,
          (name, element) => renderParameter(valueAt(fitted[name], element), dialect),
          dialect,
        );
  return encodingColumns(encoding).map((name, index) => ({ name, value: values[index] ?? "null" }));
}

function valueAt(value: unknown, element: number | undefined): unknown {
  if (element === undefined) return value;
  return Array.isArray(value) ? value[element] : null;
}

/** A join with the values, which stays fast where there are many, as a CASE of many branches does not. */
function lookUp(column: string, fitted: Fitted, dialect: Dialect): string {
  const otherwise = `cast(${renderParameter(fitted.otherwise, dialect)} as double)`;
  const values = Array.isArray(fitted.values) ? fitted.values : [];
  if (values.length === 0) return otherwise;
  const rows = values.map(
    ([value, number]) =>
      `(cast(${renderParameter(value, dialect)} as varchar), ${renderParameter(number, dialect)})`,
  );
  return `coalesce((select any_value(quern_number) from (values ${rows.join(", ")}) as quern_fitted(quern_value, quern_number) where quern_value is not distinct from ${textOf(column)}), ${otherwise})`;
}

/** Numbers with an exponent, which makes them a DOUBLE: a DECIMAL of 17 digits would not come out as the number that was fitted. */
function renderParameter(value: unknown, dialect: Dialect): string {
  return typeof value === "number" ? value.toExponential() : dialect.renderLiteral(value);
}
