import type { Dialect } from "../sql/dialect.ts";
import { withDefault } from "./render-columns.ts";
import { orderTerms, renderSourceRows, rowKeys } from "./source-rows.ts";
import type { Values, ValuesRequest } from "./source-values.ts";
import { createRowColumns, type RowColumns, selectList } from "./statement.ts";
import type { AttributeColumn, Clock, FeatureColumn } from "./types.ts";

/** No moment is later. */
const never = "9223372036854775807";

/** Returns the attributes of the newest state that is valid at each moment. */
export function versionValues(
  { source, columns: wanted, at, name }: ValuesRequest,
  { validFrom, validTo }: Extract<Clock, { kind: "versions" }>,
  dialect: Dialect,
): Values {
  const columns = createRowColumns();
  const { items, values } = pickLast(wanted, ["quern_t", ...orderTerms(source.order, columns)], columns);
  const moments: (readonly [string, string])[] = [["quern_t", validFrom]];
  if (validTo !== undefined) moments.push(["quern_until", validTo]);
  const states = renderSourceRows({ ...source, moments, columns }, dialect);
  const ofRows = ["quern_t", ...columns.all().map((column) => column.name)];
  const ends = validTo === undefined ? [] : ["quern_end"];
  const until = ends.map((end) => `coalesce(quern_until, ${never}) as ${end}`);
  const all = [...rowKeys(source.key.length), ...ofRows, ...until];
  const conditions = ["quern_t <= quern_us", ...ends.map((end) => `quern_us < ${end}`)];
  const from = at.join(`${name}_rows`, [...ofRows, ...ends], conditions, []);
  return {
    ctes: [
      { name: `${name}_rows`, select: `select ${selectList(all)}\nfrom (\n${states}\n)` },
      {
        name,
        select: `select ${selectList([...at.identity, ...items])}\nfrom ${from}\ngroup by ${at.identity.join(", ")}`,
      },
    ],
    from: at.complete([name]),
    values,
  };
}

/** Returns attributes that are the same at all moments. Of several rows of a key the last in the declared order counts. */
export function constantValues(
  { source, columns: wanted, at, name }: ValuesRequest,
  _: Extract<Clock, { kind: "none" }>,
  dialect: Dialect,
): Values {
  const columns = createRowColumns();
  const { items, values } = pickLast(wanted, orderTerms(source.order, columns), columns);
  const keys = rowKeys(source.key.length);
  const states = renderSourceRows({ ...source, moments: [], columns }, dialect);
  const select = `select ${selectList([...keys, ...items])}\nfrom (\n${states}\n)\ngroup by ${keys.join(", ")}`;
  return { ctes: [{ name, select }], from: at.attach(name), values };
}

/** Each attribute of the last row. Rows that no term decides between give the greatest value. */
function pickLast(
  wanted: readonly FeatureColumn[],
  order: readonly string[],
  columns: RowColumns,
): { readonly items: readonly string[]; readonly values: readonly string[] } {
  const attributes = wanted.filter((column): column is AttributeColumn => column.kind === "attribute");
  const picked = attributes.map(({ value }) => {
    const name = columns.of(value);
    if (order.length === 0) return `max(${name})`;
    return `arg_max_null(${name}, row(${[...order, name].join(", ")}))`;
  });
  return {
    items: picked.map((sql, i) => `${sql} as quern_p${i}`),
    values: attributes.map((column, i) => withDefault(`quern_p${i}`, column.default)),
  };
}
