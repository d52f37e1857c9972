import { version } from "../../base/version.ts";
import type { LineageMap } from "../../bind/lineage-map.ts";
import type { BoundNode, NodeLineage, RowUse } from "../../bind/types.ts";
import type { Graph, NodeId, RelationNode, SourceNode } from "../../graph/types.ts";
import type { TargetConfig } from "../../project/definitions.ts";
import { type Dataset, datasetOf } from "./open-lineage-dataset.ts";
import { rowEdges } from "./value-edges.ts";

export const specification = "https://openlineage.io/spec";
/** A package URL: it names the program and its version wherever it was installed from. */
export const producer = `pkg:npm/quern@${version}`;

export interface DatasetSetting {
  readonly graph: Graph;
  readonly map: LineageMap;
  readonly target: TargetConfig;
  readonly project: string;
}

/** A dataset with its columns and, where its lineage is given, what they and its rows come from. */
export function describeDataset(
  node: RelationNode | SourceNode,
  bound: BoundNode,
  setting: DatasetSetting,
  lineage?: NodeLineage,
) {
  const descriptions = new Map(
    node.columns.map(({ name, description }) => [name.toLowerCase(), description]),
  );
  const fields = bound.columns.map(({ name, type }) => ({
    name,
    type,
    description: descriptions.get(name.toLowerCase()),
  }));
  return {
    ...datasetOf(node, setting),
    facets: {
      schema: facet("1-1-1/SchemaDatasetFacet", { fields }),
      ...(lineage && {
        columnLineage: facet("1-2-0/ColumnLineageDatasetFacet", {
          fields: Object.fromEntries(
            bound.columns.map(({ name }, index) => [
              name,
              { inputFields: valueFields(lineage, index, setting) },
            ]),
          ),
          dataset: rowFields(node.id, lineage, setting),
        }),
      }),
    },
  };
}

interface InputField extends Dataset {
  readonly field: string;
  readonly transformations: readonly { readonly type: "DIRECT" | "INDIRECT"; readonly subtype: string }[];
}

/** Whether a value passed an aggregation is not known of a column, so that all but unchanged copies are a transformation. */
function valueFields(
  { columns }: NodeLineage,
  index: number,
  setting: DatasetSetting,
): readonly InputField[] {
  const { uses = [], copyOf } = columns[index] ?? {};
  return uses.flatMap((use) =>
    inputField(use, setting, [{ type: "DIRECT", subtype: copyOf ? "IDENTITY" : "TRANSFORMATION" }]),
  );
}

const subtypes: Readonly<Record<RowUse["as"], string>> = {
  filter: "FILTER",
  join: "JOIN",
  group: "GROUP_BY",
  order: "SORT",
};

function rowFields(node: NodeId, { rows }: NodeLineage, setting: DatasetSetting): readonly InputField[] {
  return rowEdges(node, rows).flatMap(({ from, kinds }) =>
    inputField(
      from,
      setting,
      kinds.map((as) => ({ type: "INDIRECT" as const, subtype: subtypes[as] })),
    ),
  );
}

function inputField(
  { node, column }: { readonly node: NodeId; readonly column: string },
  setting: DatasetSetting,
  transformations: InputField["transformations"],
): readonly InputField[] {
  const found = setting.graph.nodes[node];
  if (found === undefined || !("columns" in found)) return [];
  return [{ ...datasetOf(found, setting), field: column, transformations }];
}

/** A facet of the specification: `1-1-1/SchemaDatasetFacet`. */
export function facet<T extends object>(path: string, content: T) {
  const name = path.slice(path.indexOf("/") + 1);
  return {
    _producer: producer,
    _schemaURL: `${specification}/facets/${path}.json#/$defs/${name}`,
    ...content,
  };
}
