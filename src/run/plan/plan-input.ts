import type { Session } from "../../adapters/adapter.ts";
import type { Compiled } from "../../compile/types.ts";
import type { Graph, NodeId } from "../../graph/types.ts";
import type { Relation } from "../../sql/relation.ts";
import type { Plan, WarehouseState } from "../types.ts";

export interface PlanInput {
  readonly graph: Graph;
  readonly compiled: Compiled;
  readonly selected: ReadonlySet<NodeId>;
  readonly command: Plan["command"];
  readonly state: WarehouseState;
  /** Parses statements whose text has changed; a function is called only where there are some. */
  readonly session: Session | (() => Promise<Session>);
  /** Version of the data of each source that a selected node reads. */
  readonly sourceVersions: Readonly<Record<NodeId, string>>;
  readonly flags: PlanFlags;
  readonly runId: string;
  /** The relation a node outside the selection would be; only where the state does not know it. */
  readonly relationOf?: (id: NodeId) => Relation | undefined;
  /** Whether a file that a node has written (external) is still there; taken for granted where absent. */
  readonly fileExists?: (location: string) => boolean;
}

export interface PlanFlags {
  readonly force?: boolean;
  /** Incremental models and seeds are built from nothing; snapshots keep their history. */
  readonly fullRefresh?: boolean;
  readonly sample?: { readonly seconds: number };
  readonly empty?: boolean;
  /** A range of event time is to be filled again: selected microbatch models run. */
  readonly restate?: boolean;
}
