/** A table or view of a database. `database` is absent for the target's own. */
export interface Relation {
  readonly database?: string;
  readonly schema: string;
  readonly name: string;
}

/** A key for maps: equal for equal relations. DuckDB and most engines compare names without case. */
export function relationKey(relation: Relation): string {
  return [relation.database ?? "", relation.schema, relation.name].join("\u0000").toLowerCase();
}
