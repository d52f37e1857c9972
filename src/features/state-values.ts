import type { Dialect } from "../sql/dialect.ts";
import type { Aggregated } from "./aggregate-rows.ts";
import { withDefault } from "./render-columns.ts";
import { orderTerms, renderSourceRows, rowKeys } from "./source-rows.ts";
import { createRowColumns, type RowColumns, selectList } from "./statement.ts";
import type { AttributeColumn, Clock, FeatureColumn } from "./types.ts";
import { carriedBy, type ValuesRequest } from "./values-request.ts";

/** No moment is later. */
const never = "9223372036854775807";

/** Returns the attributes of the newest state that is valid at each moment. */
export function versionValues(
  request: ValuesRequest,
  clock: Extract<Clock, { kind: "versions" }>,
  dialect: Dialect,
): Aggregated {
  const { source, at, name } = request;
  const columns = createRowColumns();
  const order = ["quern_t", ...orderTerms(source.order, columns)];
  const { items, values } = pickNewest(
    request.columns,
    order,
    at.keepsEmpty ? "quern_t is not null" : undefined,
    columns,
  );
  const ends = clock.validTo !== undefined;
  const moments: (readonly [string, string])[] = [["quern_t", clock.validFrom]];
  if (clock.validTo !== undefined) moments.push(["quern_until", clock.validTo]);
  const ofRows = ["quern_t", ...(ends ? ["quern_end"] : []), ...columns.all().map((column) => column.name)];
  const conditions = ["quern_t <= quern_us", ...(ends ? ["quern_us < quern_end"] : [])];
  const groups = [...at.identity, ...carriedBy(request)];
  const rows = renderSourceRows({ ...source, moments, columns }, dialect);
  return {
    ctes: [
      {
        name: `${name}_rows`,
        select: ends ? `select *, coalesce(quern_until, ${never}) as quern_end\nfrom (\n${rows}\n)` : rows,
      },
      {
        name,
        select: `select ${selectList([...groups, ...items])}\nfrom ${at.join(`${name}_rows`, ofRows, conditions, [])}\ngroup by ${groups.join(", ")}`,
      },
    ],
    from: name,
    values,
  };
}

/** Returns attributes that are the same at all moments. Of several rows of a key the last in the declared order counts. */
export function constantValues(
  request: ValuesRequest,
  _: Extract<Clock, { kind: "none" }>,
  dialect: Dialect,
): Aggregated {
  const { source, at, name } = request;
  const columns = createRowColumns();
  const { items, values } = pickNewest(
    request.columns,
    orderTerms(source.order, columns),
    undefined,
    columns,
  );
  const keys = rowKeys(source.key.length);
  const states = `${name}_states`;
  const names = items.map((_item, i) => `quern_p${i}`);
  const rows = renderSourceRows({ ...source, moments: [], columns }, dialect);
  const shown = [...at.identity, ...carriedBy(request), ...names];
  return {
    ctes: [
      {
        name: states,
        select: `select ${selectList([...keys, ...items])}\nfrom (\n${rows}\n)\ngroup by ${keys.join(", ")}`,
      },
      { name, select: `select ${selectList(shown)}\nfrom ${at.join(states, names, [], [])}` },
    ],
    from: name,
    values,
  };
}

/** Each attribute of the last row. Rows that no term decides between give the greatest value. */
function pickNewest(
  wanted: readonly FeatureColumn[],
  order: readonly string[],
  matched: string | undefined,
  columns: RowColumns,
): { readonly items: readonly string[]; readonly values: readonly string[] } {
  const attributes = wanted.filter(isAttribute);
  const filter = matched === undefined ? "" : ` filter (where ${matched})`;
  const picked = attributes.map(({ value }) => {
    const name = columns.of(value);
    return order.length === 0
      ? `max(${name})`
      : `arg_max_null(${name}, row(${[...order, name].join(", ")}))${filter}`;
  });
  return {
    items: picked.map((sql, i) => `${sql} as quern_p${i}`),
    values: attributes.map((column, i) => withDefault(`quern_p${i}`, column.default)),
  };
}

const isAttribute = (column: FeatureColumn): column is AttributeColumn => column.kind === "attribute";
