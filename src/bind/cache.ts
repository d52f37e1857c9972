import type { Column } from "../compile/types.ts";
import type { NodeId } from "../graph/types.ts";
import type { BindCache } from "./binding.ts";
import type { BoundNode } from "./types.ts";

/** What is kept from one check to the next, as it stands in a file. */
export interface BindMemory {
  /** Node -> what it was made of, and what came out. */
  readonly nodes: Readonly<Record<NodeId, readonly [key: string, bound: BoundNode]>>;
  /** Data test -> the key under which it was found right. */
  readonly tests: Readonly<Record<NodeId, string>>;
  /** Source -> what its files or its table were when its columns were read. */
  readonly sources: Readonly<Record<NodeId, readonly [key: string, columns: readonly Column[]]>>;
  /** Expression that reads nothing -> its type. */
  readonly types: Readonly<Record<string, string>>;
}

export const emptyMemory: BindMemory = { nodes: {}, tests: {}, sources: {}, types: {} };

export interface OpenMemory extends BindCache {
  readonly findSource: (id: NodeId, key: string) => readonly Column[] | undefined;
  readonly keepSource: (id: NodeId, key: string, columns: readonly Column[]) => void;
  /**
   * What to keep: all that was found or kept, and of other nodes of the graph what was there before. Undefined where it is what was there.
   */
  readonly next: (exists: (id: NodeId) => boolean) => BindMemory | undefined;
}

/** Opens what was kept. */
export function openMemory(before: BindMemory): OpenMemory {
  const nodes = new Map(entriesOf(before.nodes));
  const tests = new Map(entriesOf(before.tests));
  const sources = new Map(entriesOf(before.sources));
  const types = new Map(Object.entries(before.types));
  let changed = false;
  const find = <T>(map: Map<NodeId, readonly [string, T]>, id: NodeId, key: string): T | undefined => {
    const entry = map.get(id);
    return entry?.[0] === key ? entry[1] : undefined;
  };
  return {
    find: (id, key) => find(nodes, id, key),
    hasPassed: (id, key) => tests.get(id) === key,
    keep: (id, key, bound) => {
      changed = true;
      if (bound === undefined) tests.set(id, key);
      else nodes.set(id, [key, bound]);
    },
    findSource: (id, key) => find(sources, id, key),
    keepSource: (id, key, columns) => {
      changed = true;
      sources.set(id, [key, columns]);
    },
    findType: (expression) => types.get(expression),
    keepType: (expression, type) => {
      changed = true;
      types.set(expression, type);
    },
    next: (exists) => {
      for (const map of [nodes, tests, sources])
        for (const id of map.keys())
          if (!exists(id)) {
            map.delete(id);
            changed = true;
          }
      if (!changed) return undefined;
      return {
        nodes: Object.fromEntries(nodes),
        tests: Object.fromEntries(tests),
        sources: Object.fromEntries(sources),
        types: Object.fromEntries(types),
      };
    },
  };
}

function entriesOf<T>(record: Readonly<Record<NodeId, T>>): (readonly [NodeId, T])[] {
  return Object.entries(record) as [NodeId, T][];
}
