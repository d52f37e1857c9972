import { maskedJson } from "../../base/masked-json.ts";
import type { BoundNode } from "../../bind/types.ts";
import { walkDown, walkUp } from "../../bind/walk-lineage.ts";
import { ancestorsOf, descendantsOf } from "../../graph/traverse.ts";
import type { NodeId, RelationNode } from "../../graph/types.ts";
import type { LineageSetting } from "./formats.ts";
import {
  type DatasetSetting,
  describeDataset,
  facet,
  producer,
  specification,
} from "./open-lineage-facets.ts";
import { nameOf, type Question } from "./question.ts";

/**
 * OpenLineage events, one a line, one a node that the walk comes through: nothing has run, so what has a statement is a JobEvent, and what comes
 * from outside a DatasetEvent. A node is told as a whole, also where one column is asked for.
 */
export function renderOpenLineage(question: Question, { loaded, now }: LineageSetting): string {
  const { map, graph } = question;
  const events = [...nodesOnTheWay(question)].flatMap((id) => {
    const bound = map.bound.nodes[id];
    const found = graph.nodes[id];
    if (bound === undefined || found === undefined || !("columns" in found)) return [];
    const head = { eventTime: now.toISOString(), producer };
    const setting = { graph, map, target: loaded.target, project: graph.name };
    return [
      found.kind === "source" || found.kind === "seed"
        ? { ...head, schemaURL: schemaUrl("DatasetEvent"), dataset: describeDataset(found, bound, setting) }
        : { ...head, schemaURL: schemaUrl("JobEvent"), ...describeJob(found, bound, setting) },
    ];
  });
  return events.map((event) => maskedJson(event)).join("\n");
}

/** Of a column, the nodes that the walk comes through; of a node, what reads it or is read, also where no column is used. */
function nodesOnTheWay({
  map,
  graph,
  node,
  column,
  direction,
  starts,
  depth,
}: Question): ReadonlySet<NodeId> {
  if (column !== undefined) {
    const entries = (direction === "up" ? walkUp : walkDown)(map, starts, depth);
    return new Set(entries.map((entry) => entry.node));
  }
  if (direction === "down") return descendantsOf(graph, [node.id], depth);
  return new Set([node.id, ...ancestorsOf(graph, [node.id], depth - 1)]);
}

function describeJob(node: RelationNode, bound: BoundNode, setting: DatasetSetting) {
  const { graph, map, project } = setting;
  const reads = bound.lineage?.reads ?? node.dependsOn;
  const inputs = reads.flatMap((id) => {
    const parent = graph.nodes[id];
    const columns = map.bound.nodes[id];
    return parent && columns && "columns" in parent ? [describeDataset(parent, columns, setting)] : [];
  });
  return {
    job: {
      namespace: project,
      name: nameOf(node.id, graph),
      facets: {
        jobType: facet("2-0-2/JobTypeJobFacet", {
          processingType: "BATCH",
          integration: "QUERN",
          jobType: node.kind.toUpperCase(),
        }),
      },
    },
    inputs,
    outputs: [describeDataset(node, bound, setting, bound.lineage)],
  };
}

function schemaUrl(event: "JobEvent" | "DatasetEvent"): string {
  return `${specification}/2-0-2/OpenLineage.json#/$defs/${event}`;
}
