import { z } from "zod";
import { artifactJsonSchemas } from "../artifacts/schemas.ts";
import { yamlSchemas } from "../project/schemas/index.ts";

/** The JSON Schemas of every YAML shape and every artifact, by name: what the build writes to dist/schemas for editors and other tools. */
export function jsonSchemas(): Readonly<Record<string, object>> {
  const shapes = Object.entries(yamlSchemas).map(([name, schema]) => [
    name,
    z.toJSONSchema(schema, { target: "draft-2020-12", io: "input", unrepresentable: "any" }),
  ]);
  return { ...Object.fromEntries(shapes), ...artifactJsonSchemas() };
}
