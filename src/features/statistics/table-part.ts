/** A relation that is measured, as it stands after FROM. */
export interface MeasuredTable {
  readonly from: string;
  /** Condition on its rows. */
  readonly where?: string;
  /** Tables have row numbers, by which the same part of them is taken each time; views have none. */
  readonly isTable: boolean;
}

/** What stands after FROM, with the table's condition. */
export function renderFrom({ from, where }: MeasuredTable): string {
  return where === undefined ? from : `(select * from ${from} where ${where})`;
}

/**
 * What stands after FROM for a part of a table of about `wanted` rows; the whole where it is no larger. Chosen by hash of the row number, so that
 * neither the order of rows nor a period in it shows, and the same part each time.
 */
export function renderPart(table: MeasuredTable, rows: number, wanted: number): string {
  if (rows <= wanted) return renderFrom(table);
  if (!table.isTable)
    return `(select * from ${renderFrom(table)} using sample reservoir(${wanted} rows) repeatable (20))`;
  const step = Math.max(2, Math.round(rows / wanted));
  const condition = `hash(rowid) % ${step} = 0`;
  return `(select * from ${table.from} where ${table.where === undefined ? condition : `(${table.where}) and ${condition}`})`;
}
