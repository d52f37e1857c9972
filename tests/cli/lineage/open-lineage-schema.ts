/** What a value must be, in the words of JSON Schema, as far as the specification of OpenLineage needs them. */
interface Shape {
  readonly type?: "object" | "array" | "string";
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: Shape;
  readonly items?: Shape;
  readonly pattern?: RegExp;
  readonly absent?: readonly string[];
}

const text: Shape = { type: "string" };
const uri: Shape = { type: "string", pattern: /^[a-z][a-z0-9+.-]*:\S+$/ };
const time: Shape = { type: "string", pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/ };

/** BaseFacet of OpenLineage.json, with what a facet adds. */
function facet(name: string, required: readonly string[], properties: Shape["properties"] = {}): Shape {
  return {
    type: "object",
    required: ["_producer", "_schemaURL", ...required],
    properties: {
      _producer: uri,
      _schemaURL: { type: "string", pattern: new RegExp(`/${name}\\.json#/\\$defs/${name}$`) },
      ...properties,
    },
  };
}

const inputField: Shape = {
  type: "object",
  required: ["namespace", "name", "field"],
  properties: {
    namespace: text,
    name: text,
    field: text,
    transformations: {
      type: "array",
      items: {
        type: "object",
        required: ["type"],
        properties: {
          type: { type: "string", pattern: /^(DIRECT|INDIRECT)$/ },
          subtype: {
            type: "string",
            pattern: /^(IDENTITY|TRANSFORMATION|AGGREGATION|JOIN|GROUP_BY|FILTER|SORT|WINDOW|CONDITIONAL)$/,
          },
        },
      },
    },
  },
};

const dataset: Shape = {
  type: "object",
  required: ["namespace", "name"],
  properties: {
    namespace: text,
    name: text,
    facets: {
      type: "object",
      properties: {
        schema: facet("SchemaDatasetFacet", [], {
          fields: {
            type: "array",
            items: {
              type: "object",
              required: ["name"],
              properties: { name: text, type: text, description: text },
            },
          },
        }),
        columnLineage: facet("ColumnLineageDatasetFacet", ["fields"], {
          fields: {
            type: "object",
            additionalProperties: {
              type: "object",
              required: ["inputFields"],
              properties: { inputFields: { type: "array", items: inputField } },
            },
          },
          dataset: { type: "array", items: inputField },
        }),
      },
    },
  },
};

const base = ["eventTime", "producer", "schemaURL"];
const head = (event: string): Shape["properties"] => ({
  eventTime: time,
  producer: uri,
  schemaURL: { type: "string", pattern: new RegExp(`/2-0-2/OpenLineage\\.json#/\\$defs/${event}$`) },
});

/** The events of OpenLineage 2-0-2, the SchemaDatasetFacet 1-1-1 and the ColumnLineageDatasetFacet 1-2-0: what they require of what we write. */
export const openLineageShapes = {
  JobEvent: {
    type: "object",
    required: [...base, "job"],
    absent: ["run"],
    properties: {
      ...head("JobEvent"),
      job: {
        type: "object",
        required: ["namespace", "name"],
        properties: {
          namespace: text,
          name: text,
          facets: {
            type: "object",
            properties: { jobType: facet("JobTypeJobFacet", ["processingType", "integration"]) },
          },
        },
      },
      inputs: { type: "array", items: dataset },
      outputs: { type: "array", items: dataset },
    },
  },
  DatasetEvent: {
    type: "object",
    required: [...base, "dataset"],
    absent: ["job", "run"],
    properties: { ...head("DatasetEvent"), dataset },
  },
} satisfies Record<string, Shape>;

/** Where a value is not of a shape: `outputs.0.name is missing`. */
export function findFaults(value: unknown, shape: Shape, path = "event"): readonly string[] {
  const type = Array.isArray(value) ? "array" : typeof value;
  if (shape.type !== undefined && type !== shape.type) return [`${path} is ${type}, not ${shape.type}`];
  if (typeof value === "string") return shape.pattern?.test(value) === false ? [`${path} is "${value}"`] : [];
  if (Array.isArray(value))
    return value.flatMap((item, index) => findFaults(item, shape.items ?? {}, `${path}.${index}`));
  if (typeof value !== "object" || value === null) return [];
  const entries = Object.entries(value);
  const has = (key: string) => entries.some(([name]) => name === key);
  return [
    ...(shape.required ?? []).filter((key) => !has(key)).map((key) => `${path}.${key} is missing`),
    ...(shape.absent ?? []).filter(has).map((key) => `${path}.${key} must not be there`),
    ...entries.flatMap(([key, item]) =>
      findFaults(item, shape.properties?.[key] ?? shape.additionalProperties ?? {}, `${path}.${key}`),
    ),
  ];
}
