import type { ResolvedSettings } from "../../graph/types.ts";
import { hasName } from "./names.ts";

/** Names of the columns that a snapshot adds to those of its SELECT. */
export interface SnapshotColumns {
  readonly snapshotId: string;
  readonly validFrom: string;
  readonly validTo: string;
  /** Absent where the SELECT has a column of that name. */
  readonly updatedAt?: string;
  /** Only with `hard_deletes: new_record`, or where an earlier build made it. */
  readonly isDeleted?: string;
}

/**
 * The names, as `snapshot_columns` sets them (`valid_from: from`, or dbt's `dbt_valid_from: from`).
 *
 * @param selected names of the SELECT's columns.
 * @param present names of the existing table's columns.
 */
export function snapshotColumns(
  settings: ResolvedSettings,
  selected: readonly string[],
  present: readonly string[] = [],
): SnapshotColumns {
  const nameOf = (name: string) =>
    settings.snapshot_columns?.[name] ?? settings.snapshot_columns?.[`dbt_${name}`] ?? name;
  const updatedAt = nameOf("updated_at");
  const isDeleted = nameOf("is_deleted");
  const marksDeletes = settings.hard_deletes === "new_record" || hasName(present, isDeleted);
  return {
    snapshotId: settings.snapshot_columns?.dbt_scd_id ?? nameOf("snapshot_id"),
    validFrom: nameOf("valid_from"),
    validTo: nameOf("valid_to"),
    ...(!hasName(selected, updatedAt) && { updatedAt }),
    ...(marksDeletes && !hasName(selected, isDeleted) && { isDeleted }),
  };
}

export function namesOf(columns: SnapshotColumns): string[] {
  const { snapshotId, validFrom, validTo, updatedAt, isDeleted } = columns;
  return [snapshotId, validFrom, validTo, updatedAt, isDeleted].filter((name) => name !== undefined);
}
