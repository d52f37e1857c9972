import { type Diagnostic, diagnose, type Outcome } from "../../base/diagnostic.ts";
import type { Column, Step } from "../types.ts";
import { findColumn, nodeName, qualified, target } from "./names.ts";
import type { Work } from "./types.ts";

/** How the columns of an existing table follow those of the SELECT. */
export interface Reconciled {
  readonly steps: readonly Step[];
  /** Columns to write: of the SELECT, those that the table then has. */
  readonly columns: readonly string[];
}

/**
 * Compares a table's columns with the SELECT's, by name, and follows `on_schema_change`:
 * fail (any difference of names or types is an error), append (new columns are added), sync (added, removed and retyped), ignore (new
 * columns are left out, with a warning). Columns that only the table has are NULL in new rows.
 *
 * @param own columns of the table that are ours and not the SELECT's.
 */
export function reconcileColumns(
  work: Work,
  present: readonly Column[],
  incoming: readonly Column[],
  mode: "fail" | "append" | "sync" | "ignore",
  own: readonly string[] = [],
): Outcome<Reconciled> {
  const theirs = present.filter(
    (column) => !own.some((name) => name.toLowerCase() === column.name.toLowerCase()),
  );
  const added = incoming.filter((column) => findColumn(theirs, column.name) === undefined);
  const removed = theirs.filter((column) => findColumn(incoming, column.name) === undefined);
  const retyped = incoming.filter((column) => {
    const old = findColumn(theirs, column.name);
    return old !== undefined && old.type.toLowerCase() !== column.type.toLowerCase();
  });
  const all = incoming.map((column) => column.name);
  const kept = all.filter((name) => findColumn(added, name) === undefined);
  if (added.length + removed.length + retyped.length === 0) return done([], all);
  switch (mode) {
    case "fail":
      return done([], kept, [diagnose("Q0410", { name: nodeName(work), changes: describeChanges() })]);
    case "append":
      return done(added.map(addColumn), all);
    case "sync":
      return done([...removed.map(dropColumn), ...retyped.map(retypeColumn), ...added.map(addColumn)], all);
    case "ignore": {
      const names = added.map((column) => column.name);
      return done(
        [],
        kept,
        names.length === 0 ? [] : [diagnose("Q0411", { name: nodeName(work), columns: names })],
      );
    }
  }

  function addColumn({ name, type }: Column): Step {
    return alter(`add column ${qualified(work, name)} ${type}`);
  }

  function dropColumn({ name }: Column): Step {
    return alter(`drop column ${qualified(work, name)}`);
  }

  function retypeColumn({ name, type }: Column): Step {
    return alter(`alter column ${qualified(work, name)} set data type ${type}`);
  }

  function alter(change: string): Step {
    return { kind: "alter", sql: `alter table ${target(work)} ${change}` };
  }

  function describeChanges(): string {
    return [
      ...added.map(({ name, type }) => `new ${name} ${type}`),
      ...removed.map(({ name }) => `without ${name}`),
      ...retyped.map(({ name, type }) => `${name} is ${type}, was ${findColumn(theirs, name)?.type}`),
    ].join("; ");
  }
}

function done(
  steps: readonly Step[],
  columns: readonly string[],
  diagnostics: readonly Diagnostic[] = [],
): Outcome<Reconciled> {
  return { value: { steps, columns }, diagnostics };
}
