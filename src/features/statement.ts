/** One named part of a statement: `name as (select)`. */
export interface Cte {
  readonly name: string;
  readonly select: string;
  /** Computed once, for whoever reads it. */
  readonly materialized?: boolean;
}

/** Returns a SELECT with its named parts before it. Lines are not indented: text of users may go over several lines. */
export function renderWith(ctes: readonly Cte[], select: string): string {
  const parts = ctes.map(
    (cte) => `${cte.name} as ${cte.materialized ? "materialized " : ""}(\n${cte.select}\n)`,
  );
  return parts.length === 0 ? select : `with ${parts.join(",\n")}\n${select}`;
}

/** Returns a user's SQL as one operand. A comment at its end does not swallow what follows. */
export function operand(sql: string): string {
  if (/^\w+$/.test(sql)) return sql;
  return sql.includes("--") || sql.includes("\n") ? `(${sql}\n)` : `(${sql})`;
}

/** Returns a select list, one item a line. */
export const selectList = (items: readonly string[]): string => items.join(",\n");

/** Names of what a user's SQL gives for each row of a source; the same text gets the same name. */
export interface RowColumns {
  /** The name under which the rows have this SQL. */
  of(sql: string): string;
  all(): readonly { readonly name: string; readonly sql: string }[];
}

export function createRowColumns(): RowColumns {
  const names = new Map<string, string>();
  return {
    of: (sql) => {
      const name = names.get(sql) ?? `quern_x${names.size}`;
      names.set(sql, name);
      return name;
    },
    all: () => [...names].map(([sql, name]) => ({ name, sql })),
  };
}
