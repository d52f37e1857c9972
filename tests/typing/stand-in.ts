import type { ModelQuery, QueryBuilder } from "../../src/authoring/query.ts";
import type { Ref, SourceRef } from "../../src/authoring/references.ts";

export { sql } from "kysely";
export type { Register } from "../../src/authoring/register.ts";

/** What the types of a project are checked against: the shape of the package's `model`. */
export declare function model(
  settings: { readonly materialized?: "table" | "view" },
  query: (givens: { readonly db: QueryBuilder; readonly ref: Ref; readonly source: SourceRef }) => ModelQuery,
): unknown;
