import type { ResolvedSettings } from "../../graph/types.ts";
import type { Column } from "../types.ts";
import { snapshotColumns } from "./snapshot-columns.ts";

/**
 * The columns of the relation that a SELECT with these columns becomes at its first build: a name that comes twice gets a number, as the
 * engine gives it, and a snapshot adds its own.
 *
 * @example tableColumns({materialized: "view"}, [{name: "id", type: "BIGINT"}, {name: "ID", type: "DATE"}]) // id, ID_1
 */
export function tableColumns(settings: ResolvedSettings, selected: readonly Column[]): readonly Column[] {
  const columns = numberNames(selected);
  if (settings.materialized !== "snapshot") return columns;
  const { snapshotId, validFrom, validTo, updatedAt, isDeleted } = snapshotColumns(
    settings,
    columns.map((column) => column.name),
  );
  return [
    ...columns,
    { name: snapshotId, type: "VARCHAR" },
    { name: validFrom, type: "TIMESTAMP" },
    { name: validTo, type: "TIMESTAMP" },
    ...(updatedAt === undefined ? [] : [{ name: updatedAt, type: "TIMESTAMP" }]),
    ...(isDeleted === undefined ? [] : [{ name: isDeleted, type: "BOOLEAN" }]),
  ];
}

function numberNames(columns: readonly Column[]): readonly Column[] {
  const taken = new Set<string>();
  let isNew = true;
  for (const { name } of columns) {
    const key = name.toLowerCase();
    if (taken.has(key)) isNew = false;
    taken.add(key);
  }
  if (isNew) return columns;
  const used = new Set<string>();
  return columns.map((column) => {
    let { name } = column;
    for (let number = 1; used.has(name.toLowerCase()); number++) name = `${column.name}_${number}`;
    used.add(name.toLowerCase());
    return { ...column, name };
  });
}
