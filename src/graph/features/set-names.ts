import { diagnose } from "../../base/diagnostic.ts";
import type { ColumnDefinition } from "../../project/definitions.ts";
import type { Report } from "./feature-scope.ts";

/** A column of a set, and what it is, in words. */
export interface NamedColumn {
  readonly column: ColumnDefinition;
  readonly what: string;
}

/** Of two columns of one name the first stays, and the second is reported. */
export function keepNamesApart(
  columns: readonly NamedColumn[],
  holder: string,
  report: Report,
): readonly NamedColumn[] {
  const taken = new Map<string, string>();
  return columns.filter(({ column: { name, span }, what }) => {
    const other = taken.get(name.toLowerCase());
    if (other === undefined) {
      taken.set(name.toLowerCase(), what);
      return true;
    }
    report(diagnose("Q1206", { name, holder, other }, { span }));
    return false;
  });
}
