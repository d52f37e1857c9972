import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import { findSuggestion } from "../../base/suggest.ts";
import type { NodeId } from "../../graph/types.ts";
import type { Column } from "../types.ts";
import { findColumn, nodeName } from "./names.ts";
import type { Work } from "./types.ts";

/** Settings that name columns which the SELECT does not have. */
export function unknownColumns(
  work: Pick<Work, "settings"> & { readonly node: { readonly id: NodeId } },
  columns: readonly Column[],
): Diagnostic[] {
  const { settings } = work;
  const known = columns.map((column) => column.name);
  const named = {
    unique_key: settings.unique_key,
    merge_update_columns: settings.merge_update_columns,
    merge_exclude_columns: settings.merge_exclude_columns,
    updated_at: isName(settings.updated_at) ? [settings.updated_at] : [],
    check_cols:
      settings.check_cols?.length === 1 && settings.check_cols[0] === "all" ? [] : settings.check_cols,
    event_time: isName(settings.event_time) ? [settings.event_time] : [],
    partition_by: settings.partition_by,
  };
  return Object.entries(named).flatMap(([setting, names = []]) =>
    names
      .filter((name) => findColumn(columns, name) === undefined)
      .map((name) => {
        const suggestion = findSuggestion(name, known);
        return diagnose("Q0412", {
          node: nodeName(work),
          setting,
          name,
          known,
          ...(suggestion !== undefined && { suggestion }),
        });
      }),
  );
}

/** `updated_at` and `event_time` may be expressions: only a bare name can be looked up. */
function isName(text: string | undefined): text is string {
  return text !== undefined && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text);
}
