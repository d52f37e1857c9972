import type { Dialect } from "../../sql/dialect.ts";
import { microsecondsPerDay } from "../durations.ts";
import { seemsToName } from "../needed-columns.ts";
import { addExpressions, type Layer, withDefault } from "../render-columns.ts";
import { operand, selectList } from "../statement.ts";
import type { FeatureColumn } from "../types.ts";
import type { KeptMoment } from "./kept-moments.ts";
import type { RefreshPlaces } from "./refresh.ts";
import { isAging, type RefreshableView } from "./refreshable.ts";

/**
 * Returns the UPDATE that moves rows to `until`: `as_of`, and the columns that time alone moves. It comes to the rows in the order in which they
 * are stored: the engine takes a hundred times as long for a million rows that it is given in another, as joins may give them.
 */
export function moveRows(
  view: RefreshableView,
  moments: readonly KeptMoment[],
  places: RefreshPlaces,
  dialect: Dialect,
): string {
  const { quoteName } = dialect;
  const asOf = `cast(${operand(places.until)} as timestamp)`;
  const moving = movingColumns(view).map(({ name }) => quoteName(name));
  if (moving.length === 0) return `update ${places.current} set as_of = ${asOf}`;
  const base = agedRows(view, moments, places, asOf, dialect);
  const { select } = addExpressions(base, view.columns, dialect);
  const assignments = moving.map((name) => `${name} = quern_new.${name}`);
  return [
    `update ${places.current} as quern_old`,
    `set ${selectList([`as_of = ${asOf}`, ...assignments])}`,
    `from (\nselect ${selectList(["quern_place", ...moving])}\nfrom (\n${select}\n)\norder by quern_place\n) as quern_new`,
    "where quern_old.rowid = quern_new.quern_place",
  ].join("\n");
}

/** Days since a row, and expressions that seem to name such a column, the moment, or another that moves. */
function movingColumns({ columns }: RefreshableView): readonly FeatureColumn[] {
  const names = ["as_of"];
  return columns.filter((column) => {
    const moves =
      isAging(column) ||
      (column.kind === "expression" && names.some((name) => seemsToName(column.value, name)));
    if (moves) names.push(column.name);
    return moves;
  });
}

/** The rows at `until`, without their expressions. */
function agedRows(
  view: RefreshableView,
  moments: readonly KeptMoment[],
  places: RefreshPlaces,
  asOf: string,
  { quoteName }: Dialect,
): Layer {
  const key = view.key.map(quoteName);
  const columns = view.columns.filter((column) => column.kind !== "expression");
  const renderValue = (column: FeatureColumn): string => {
    const moment = moments.find(({ of }) => of.some(({ name }) => name === column.name));
    if (moment === undefined) return `quern_row.${quoteName(column.name)}`;
    const age = `epoch_us(${asOf}) - quern_since.${quoteName(moment.column.name)}`;
    return withDefault(`(${age}) / ${microsecondsPerDay}`, column.default);
  };
  const items = [
    "quern_row.rowid as quern_place",
    `${asOf} as as_of`,
    ...key.map((name) => `quern_row.${name} as ${name}`),
    ...columns.map((column) => `${renderValue(column)} as ${quoteName(column.name)}`),
  ];
  const same = key.map((name) => `quern_row.${name} = quern_since.${name}`);
  const join = moments.length === 0 ? "" : `\njoin ${places.moments} as quern_since on ${same.join(" and ")}`;
  return {
    select: `select ${selectList(items)}\nfrom ${places.current} as quern_row${join}`,
    names: ["quern_place", "as_of", ...key, ...columns.map(({ name }) => quoteName(name))],
  };
}
