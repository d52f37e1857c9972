import { renderSourceRows } from "../source-rows.ts";
import type { RowColumns } from "../statement.ts";
import type { Label } from "../training-types.ts";
import type { Writing } from "./steps.ts";

/** Returns a SELECT of the rows that a label is made of: keys `quern_k0`.., their moment `quern_t` in microseconds, and the columns asked for. */
export function selectLabelSource({ set, dialect }: Writing, label: Label, columns: RowColumns): string {
  const { relation, key, where, timestamp } = label;
  return renderSourceRows(
    {
      relation,
      key,
      zone: set.zone,
      moments: [["quern_t", timestamp]],
      columns,
      ...(where !== undefined && { where }),
    },
    dialect,
  );
}
