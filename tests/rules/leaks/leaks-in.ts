import type { Bound, ColumnUse } from "../../../src/bind/types.ts";
import type { Graph, NodeId } from "../../../src/graph/types.ts";
import { findLeak, type Leak } from "../../../src/rules/leaks/find-leak.ts";
import { findLabelRows } from "../../../src/rules/leaks/label-rows.ts";
import { openFlows } from "../../../src/rules/leaks/read-flow.ts";
import type { LeakStep, ReadClock } from "../../../src/rules/leaks/types.ts";
import { openUniqueColumns } from "../../../src/rules/unique-columns.ts";

export interface Question {
  /** `model.orders.amount` */
  readonly feature: string;
  /** A column, or several; absent for a table of today's state. `~day` for one that is cut. */
  readonly clock?: string;
  /** `model.fct_orders.amount` */
  readonly label: string;
  readonly at: string;
}

const placeOf = (text: string): ColumnUse => {
  const [, node = "", column = ""] = /^(.*)\.([^.]+)$/.exec(text) ?? [];
  return { node: node as NodeId, column };
};

/** The leak of a feature into a label, as the rule looks for it. */
export function askLeak(
  { feature, clock, label, at }: Question,
  bound: Bound,
  graph: Graph,
): Leak | undefined {
  const unique = openUniqueColumns(graph, bound);
  const flowOf = openFlows(bound, unique);
  const read = placeOf(feature);
  const labelled = placeOf(label);
  const columnsOf = (id: NodeId) => (bound.nodes[id]?.columns ?? []).map(({ name }) => name);
  const moment = (text: string | undefined): ReadClock =>
    text === undefined
      ? { kind: "none" }
      : { kind: "moment", columns: [text.replace("~", "")], isEarly: text.startsWith("~") };
  const rows = findLabelRows(
    { node: labelled.node, columns: [labelled.column], clock: moment(at) },
    flowOf,
    unique,
  );
  return findLeak(
    { node: read.node, columns: [read.column, null], clock: moment(clock) },
    rows,
    labelled.node,
    {
      bound,
      unique,
      flowOf,
      placesRead: (id) =>
        (graph.nodes[id]?.dependsOn ?? []).flatMap((node) => [
          ...columnsOf(node).map((column) => ({ node, column })),
          { node, column: null },
        ]),
      isExact: () => false,
    },
  );
}

const render = ({ at: { node, column }, by }: LeakStep): string => {
  const place = `${node.replace(/^(?:model|source)\./, "")}.${column ?? "*"}`;
  return by === undefined ? place : `${by}(${place})`;
};

/** `orders.next <- lead(stg_orders.ordered_at)`; `none`. */
export const renderLeak = (leak: Leak | undefined): string =>
  leak === undefined ? "none" : `${leak.isEarly ? "early: " : ""}${leak.path.map(render).join(" <- ")}`;
