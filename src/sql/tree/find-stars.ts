import type { BaseTable } from "../lineage/lineage.ts";

/** A `*` (or `columns(..)`) whose columns come out of a statement unlisted, and the table that they are of. */
export interface Star {
  readonly table: BaseTable;
  /** An offset in bytes of UTF-8; absent where none is written, as in `from orders`. */
  readonly position?: number;
}

/**
 * The stars of a statement that pass all columns of a base table on to its result: directly, or through subqueries and CTEs that are read with a
 * star themselves. A star whose columns are listed one by one further out is none of them.
 *
 * @param tree the parse tree, as `json_serialize_sql` gives it
 *
 * @example
 * "with o as (select * from orders) select * from o"  // the first star
 * "with o as (select * from orders) select id from o" // none
 */
export function findStars(tree: string): readonly Star[] {
  const { statements = [] } = JSON.parse(tree) as { readonly statements?: readonly Part[] };
  const stars = statements.flatMap((statement) => starsOf(partAt(statement, "node"), new Map()));
  return [...new Map(stars.map((star) => [JSON.stringify(star), star])).values()];
}

interface Part {
  readonly [key: string]: unknown;
}

/** The stars that come out of CTEs, by lower-case name. */
type Ctes = ReadonlyMap<string, readonly Star[]>;

/** Relations that a FROM names, with the stars of what they are. */
interface Relation {
  readonly names: readonly string[];
  /** For a star at this position. */
  readonly stars: (position: number | undefined) => readonly Star[];
}

function starsOf(node: Part | undefined, outer: Ctes): readonly Star[] {
  if (node === undefined) return [];
  const ctes = withCtes(node, outer);
  switch (node.type) {
    case "SELECT_NODE": {
      const relations = relationsOf(partAt(node, "from_table"), ctes);
      return partsAt(node, "select_list")
        .filter((item) => item.class === "STAR")
        .flatMap((star) => starsAt(star, relations));
    }
    case "SET_OPERATION_NODE": {
      const inputs = [partAt(node, "left"), partAt(node, "right"), ...partsAt(node, "children")];
      return inputs.flatMap((input) => starsOf(input, ctes));
    }
    case "CTE_NODE":
      return starsOf(partAt(node, "child"), ctes);
    default:
      return [];
  }
}

function withCtes(node: Part, outer: Ctes): Ctes {
  const ctes = new Map(outer);
  for (const { key, value } of partsAt(partAt(node, "cte_map"), "map")) {
    const query = partAt(value as Part, "query");
    ctes.set(String(key).toLowerCase(), starsOf(partAt(query, "node"), ctes));
  }
  return ctes;
}

function starsAt(star: Part, relations: readonly Relation[]): readonly Star[] {
  const name = typeof star.relation_name === "string" ? star.relation_name.toLowerCase() : "";
  const meant = name === "" ? relations : relations.filter(({ names }) => names.includes(name));
  return meant.flatMap(({ stars }) => stars(positionOf(star)));
}

function relationsOf(from: Part | undefined, ctes: Ctes): readonly Relation[] {
  switch (from?.type) {
    case "BASE_TABLE":
      return [relationOf(from, ctes)];
    case "JOIN":
      return [...relationsOf(partAt(from, "left"), ctes), ...relationsOf(partAt(from, "right"), ctes)];
    case "SUBQUERY": {
      const query = partAt(partAt(from, "subquery"), "node");
      const names = [textAt(from, "alias").toLowerCase()];
      const [table] = isWhole(query) ? relationsOf(partAt(query, "from_table"), withCtes(query, ctes)) : [];
      if (table !== undefined) return [{ names, stars: table.stars }];
      const found = starsOf(query, ctes);
      return [{ names, stars: () => found }];
    }
    default:
      return [];
  }
}

/** `(select * from orders)` is `orders`, whose star is the one outside. */
function isWhole(query: Part | undefined): query is Part {
  const items = partsAt(query, "select_list");
  const [star, ...others] = items;
  const isStar = star?.class === "STAR" && star.columns === false && textAt(star, "relation_name") === "";
  return isStar && others.length === 0 && partAt(query, "from_table")?.type === "BASE_TABLE";
}

function relationOf(from: Part, ctes: Ctes): Relation {
  const [database, schema, table] = ["catalog_name", "schema_name", "table_name"].map((key) =>
    textAt(from, key),
  );
  const names = [textAt(from, "alias") || table || ""].map((name) => name.toLowerCase());
  const ofCte = schema === "" ? ctes.get((table ?? "").toLowerCase()) : undefined;
  if (ofCte !== undefined) return { names, stars: () => ofCte };
  const base = { ...(database && { database }), schema: schema || "main", table: table ?? "" };
  return { names, stars: (position) => [{ table: base, ...(position !== undefined && { position }) }] };
}

/** The engine writes the greatest number where it knows none. */
function positionOf({ query_location: position }: Part): number | undefined {
  return typeof position === "number" && position < 1e15 ? position : undefined;
}

function partAt(part: Part | undefined, key: string): Part | undefined {
  const value = part?.[key];
  return typeof value === "object" && value !== null ? (value as Part) : undefined;
}

function partsAt(part: Part | undefined, key: string): readonly Part[] {
  const value = part?.[key];
  return Array.isArray(value) ? (value as readonly Part[]) : [];
}

const textAt = (part: Part, key: string): string => String(part[key] ?? "");
