import type { Diagnostic } from "../base/diagnostic.ts";
import type { Probe } from "../compile/features/probing.ts";
import type { Column, Compiled } from "../compile/types.ts";
import type { Graph, NodeId, SourceNode } from "../graph/types.ts";
import type { Relation } from "../sql/relation.ts";
import type { Binder } from "./binder.ts";
import type { Locate } from "./engine-diagnostic.ts";
import type { NodeOf } from "./node-lineage.ts";
import type { Tables } from "./tables.ts";
import type { BoundNode, ContractDifference, Unchecked } from "./types.ts";

export interface BindOptions {
  /** Statements compiled for the binder (`CompileOptions.binding`), of the nodes to bind and of all that they read. */
  readonly compiled: Compiled;
  /** The relation that stands for a node in the binder's database. */
  readonly relationOf: (id: NodeId) => Relation;
  /** The columns of a source, where anybody knows them. */
  readonly sourceColumns: (source: SourceNode, binder: () => Promise<Binder>) => Promise<SourceColumns>;
  /** Asked only where something is not known from before; the same one each time. */
  readonly openBinder: () => Promise<Binder>;
  /** What was bound before; `keep` takes what holds now. */
  readonly cache: BindCache;
  readonly locate: Locate;
  /** Parts of the statements of features, by which their mistakes are found. */
  readonly probesOf: (id: NodeId) => readonly (readonly Probe[])[];
  /** What the binder's database is furnished with, as text: functions, settings and extensions decide types too. */
  readonly setting: string;
  /** Whether statements run before the first node that may make relations and functions. */
  readonly hasHooks: boolean;
  /**
   * "later" leaves lineage until somebody looks at it or until it is settled (`BoundGraph`): whoever is only after columns and errors has them
   * in half of the time. What lineage would warn of is not told then, nor whether the answer lasts.
   */
  readonly tracing: "now" | "later";
}

export interface SourceColumns {
  /** Undefined where they are not known. */
  readonly columns: readonly Column[] | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** What was bound before, by node and by a key that covers all that the result depends on. */
export interface BindCache {
  readonly find: (id: NodeId, key: string) => BoundNode | undefined;
  readonly hasPassed: (test: NodeId, key: string) => boolean;
  readonly keep: (id: NodeId, key: string, bound: BoundNode | undefined) => void;
  /** The type of an expression that reads nothing, in DuckDB's own words. */
  readonly findType: (expression: string) => string | undefined;
  readonly keepType: (expression: string, type: string) => void;
}

/** Everything that binding a level needs. */
export interface Binding {
  readonly graph: Graph;
  readonly options: BindOptions;
  readonly nodes: Map<NodeId, BoundNode>;
  readonly unchecked: Map<NodeId, Unchecked>;
  readonly contracts: Map<NodeId, readonly ContractDifference[]>;
  readonly failed: Set<NodeId>;
  readonly problems: Map<NodeId, Diagnostic[]>;
  readonly tables: Tables;
  readonly nodeOf: NodeOf;
  readonly binder: () => Promise<Binder>;
  /** Nodes of whose rows is asked from which others they are made: those behind training sets that have a label. */
  readonly followed: ReadonlySet<NodeId>;
  /** What was left for later: each works out the lineage of a node, and keeps it. */
  readonly unsettled: (() => void)[];
  boundNow: number;
  isLasting: boolean;
}

/** Notes what is wrong with a node or test. */
export function report(binding: Binding, id: NodeId, problems: readonly Diagnostic[]): void {
  if (problems.length === 0) return;
  const list = binding.problems.get(id);
  if (list) list.push(...problems);
  else binding.problems.set(id, [...problems]);
}
