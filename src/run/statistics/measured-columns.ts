import { kindOfType } from "../../features/statistics/kinds.ts";
import type { MeasuredColumn } from "../../features/statistics/types.ts";

/** The columns of a relation that are features, with how each is looked at. */
export function measuredColumns(
  columns: readonly { readonly name: string; readonly type: string }[],
  options: {
    readonly leaveOut?: readonly string[];
    readonly isPersonal?: (column: string) => boolean;
  },
): readonly MeasuredColumn[] {
  const left = new Set((options.leaveOut ?? []).map((name) => name.toLowerCase()));
  return columns
    .filter(({ name }) => !left.has(name.toLowerCase()))
    .map(({ name, type }) => ({
      name,
      type,
      kind: kindOfType(type),
      ...(options.isPersonal?.(name) && { isPrivate: true }),
    }));
}
