import { version } from "../../base/version.ts";
import type { Pack } from "../store/pack.ts";
import type { ServedSet } from "../types.ts";
import { limits } from "./limits.ts";
import { type Schema, valueSchema } from "./value-schema.ts";

/** What the server answers, as OpenAPI 3.1: a path for each set, so that clients made from it know each feature's type. */
export function openApi(packs: readonly Pack[]): Schema {
  const sets = packs.map(({ content }) => content.set);
  const paths = sets.flatMap((set) => [
    [`/features/${encodeURIComponent(set.name)}/{key}`, { get: getOne(set) }],
    [`/features/${encodeURIComponent(set.name)}`, { post: getMany(set) }],
  ]);
  return {
    openapi: "3.1.0",
    info: {
      title: "Current features",
      version,
      description:
        "Values equal those of training at the moment `as_of`. Whole numbers are numbers up to 2^53 and text beyond; decimal numbers are text; an entity that nobody knows has the defaults of training.",
    },
    security: [{}, { token: [] }],
    paths: { ...fixedPaths, ...Object.fromEntries(paths) },
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
      responses: { Refused: { description: "what is wrong, and where", content: json(reference("Error")) } },
      schemas: {
        Error: errorSchema,
        View: viewSchema,
        ...Object.fromEntries(sets.flatMap((set) => schemasOf(set))),
      },
    },
  };
}

/** The name of a set as parts of the document are named. */
const idOf = ({ name }: ServedSet) => name.replace(/[^\w.-]/g, "_");

const json = (schema: Schema) => ({ "application/json": { schema } });
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const object = (properties: Schema, optional: readonly string[] = []): Schema => ({
  type: "object",
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});
const text = { type: "string" };
const answers = (description: string, schema: Schema) => ({
  "200": { description, content: json(schema) },
  default: { $ref: "#/components/responses/Refused" },
});

const errorSchema = object({ error: object({ code: text, message: text, hint: text }, ["hint"]) });

const viewSchema = object({
  as_of: { type: ["string", "null"], format: "date-time", description: "moment of the values" },
  age_seconds: { type: ["number", "null"] },
  known: { type: "boolean", description: "false: the view has no row of the entity" },
});

const fixedPaths = {
  "/features": {
    get: {
      operationId: "listSets",
      summary: "the sets that are served, with their features",
      responses: answers("the sets", object({ sets: { type: "array", items: { type: "object" } } })),
    },
  },
  "/health": {
    get: {
      operationId: "health",
      summary: "whether the server answers, and from what the warehouse holds; needs no token",
      security: [{}],
      responses: answers("it answers", object({ status: { type: "string", enum: ["ok", "stale"] } })),
    },
  },
  "/openapi.json": {
    get: {
      operationId: "describe",
      summary: "this document",
      responses: answers("this document", { type: "object" }),
    },
  },
} as const;

function getOne(set: ServedSet): Schema {
  const names = set.key.map(({ name }) => name);
  const inTurn = names.length > 1 ? `${names.join(",")}; each part encoded by itself` : names.join();
  return {
    operationId: `get_${idOf(set)}`,
    summary: `features of one ${set.entity}`,
    ...(set.description !== undefined && { description: set.description }),
    parameters: [
      { name: "key", in: "path", required: true, description: inTurn, schema: text },
      {
        name: "features",
        in: "query",
        description: "only these",
        style: "form",
        explode: false,
        schema: { type: "array", items: featureNames(set) },
      },
    ],
    responses: answers(`the ${set.entity}'s features`, reference(`${idOf(set)}_one`)),
  };
}

function getMany(set: ServedSet): Schema {
  const key = set.key.map((column) => valueSchema(column.type));
  const asList = { type: "array", prefixItems: key, minItems: key.length, maxItems: key.length };
  const body = object(
    {
      keys: {
        type: "array",
        maxItems: limits.keys,
        items: { anyOf: [...(key.length === 1 ? key : []), asList, keyObject(set)] },
      },
      features: { type: "array", items: featureNames(set) },
    },
    ["features"],
  );
  return {
    operationId: `get_many_${idOf(set)}`,
    summary: `features of up to ${limits.keys} keys`,
    requestBody: { required: true, content: json(body) },
    responses: answers("a row for each key, in their order", reference(`${idOf(set)}_many`)),
  };
}

function featureNames(set: ServedSet): Schema {
  return { type: "string", enum: set.features.map(({ name }) => name) };
}

function keyObject(set: ServedSet): Schema {
  return object(Object.fromEntries(set.key.map(({ name, type }) => [name, valueSchema(type)])));
}

function schemasOf(set: ServedSet): readonly (readonly [string, Schema])[] {
  const views = object(Object.fromEntries(set.views.map((name) => [name, reference("View")])));
  const row = { key: keyObject(set), known: { type: "boolean" }, reason: text, views };
  const head = { set: { const: set.name }, entity: { const: set.entity } };
  const features = set.features.map(({ name, type, description, unit }) => {
    const schema = valueSchema(type);
    const said = [description, unit && `in ${unit}`, schema.description].filter(Boolean).join("; ");
    return [name, { ...schema, ...(said !== "" && { description: said }) }] as const;
  });
  const values = { type: "array", items: {}, description: "in the order of `features`" };
  return [
    [
      `${idOf(set)}_one`,
      object({ ...head, ...row, features: { type: "object", properties: Object.fromEntries(features) } }, [
        "reason",
      ]),
    ],
    [
      `${idOf(set)}_many`,
      object({
        ...head,
        features: { type: "array", items: text },
        rows: { type: "array", items: object({ ...row, values }, ["reason"]) },
      }),
    ],
  ];
}
