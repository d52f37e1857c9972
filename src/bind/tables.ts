import type { Session } from "../adapters/adapter.ts";
import type { NodeId } from "../graph/types.ts";
import type { Relation } from "../sql/relation.ts";
import type { Binder } from "./binder.ts";
import type { BoundNode } from "./types.ts";

/** The tables of the binder's database, made when something that reads them is bound. */
export interface Tables {
  /** Makes those of the nodes that are not there yet. */
  readonly ensure: (nodes: Iterable<BoundNode>, binder: Binder, session: Session) => Promise<void>;
}

export function openTables(ids: readonly NodeId[], relationOf: (id: NodeId) => Relation): Tables {
  const made = new Map<NodeId, Promise<void>>();
  let schemas: Promise<void> | undefined;
  return {
    ensure: async (nodes, binder, session) => {
      schemas ??= binder.createSchemas(ids.map(relationOf));
      await schemas;
      const wanted = [...nodes];
      const missing = wanted.filter(({ id }) => !made.has(id));
      const tables = missing.map(({ id, columns }) => ({ relation: relationOf(id), columns }));
      const making = binder.createTables(tables, session);
      for (const { id } of missing) made.set(id, making);
      // Another connection may still be making some of them.
      await Promise.all(new Set(wanted.map(({ id }) => made.get(id))));
    },
  };
}
