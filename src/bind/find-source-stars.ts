import type { Session } from "../adapters/adapter.ts";
import { characterOffset } from "../base/character-offset.ts";
import type { Column } from "../compile/types.ts";
import type { NodeId } from "../graph/types.ts";
import type { Dialect } from "../sql/dialect.ts";
import { findStars } from "../sql/tree/find-stars.ts";
import { askEach } from "./ask-each.ts";
import type { NodeOf } from "./node-lineage.ts";
import type { BoundNode, SourceStar } from "./types.ts";

export interface Engine {
  readonly session: Session;
  readonly dialect: Dialect;
}

/**
 * True where a statement may pass all columns of a source on: its own are among them, by name, unless the star leaves some out or renames them.
 * Most statements list and rename columns, and need not be parsed again for the sake of their stars.
 */
export function mayPassAll(source: BoundNode, select: string, columns: readonly Column[]): boolean {
  if (/\b(?:exclude|rename|columns|like|ilike)\b/i.test(select)) return true;
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  return source.columns.every(({ name }) => names.has(name.toLowerCase()));
}

/** Where statements take all columns of a source, whatever they are, and pass them on; by statement, in order. */
export async function findSourceStars(
  selects: readonly string[],
  isSource: (id: NodeId) => boolean,
  nodeOf: NodeOf,
  { session, dialect }: Engine,
): Promise<readonly (readonly SourceStar[])[]> {
  const call = "json_serialize_sql(text, skip_null := true, skip_empty := true)";
  const trees = await askEach(selects, call, session, dialect);
  return selects.map((select, index) => {
    const tree = trees[index] ?? "";
    if (tree === "" || tree.startsWith('{"error":true')) return [];
    return findStars(tree).flatMap(({ table: { table, ...rest }, position }): readonly SourceStar[] => {
      const source = nodeOf({ ...rest, name: table });
      if (source === undefined || !isSource(source)) return [];
      const offset = position === undefined ? undefined : characterOffset(select, position);
      return [{ source, ...(offset !== undefined && { position: offset }) }];
    });
  });
}
