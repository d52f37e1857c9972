import { describe, expect, it } from "vitest";
import * as z from "zod";
import { maskSecrets } from "../../src/base/secrets.ts";
import { yamlSchemas } from "../../src/project/schemas/index.ts";
import { readSound } from "./support/make-project.ts";

describe("yamlSchemas", () => {
  it.each(Object.keys(yamlSchemas) as (keyof typeof yamlSchemas)[])("%s can be given to editors", (name) => {
    const schema = z.toJSONSchema(yamlSchemas[name], { io: "input" });
    expect(schema).toMatchObject({ type: "object", additionalProperties: false });
    expect(Object.keys(schema.properties ?? {}).length).toBeGreaterThan(2);
  });

  it("explain settings where an editor shows them", () => {
    const schema = z.toJSONSchema(yamlSchemas.model, { io: "input" });
    const { materialized, config } = schema.properties as Record<
      string,
      { description?: string; enum?: string[] }
    >;
    expect(materialized).toMatchObject({ description: "How the node becomes a relation." });
    expect(JSON.stringify(config)).toContain("How the node becomes a relation.");
  });
});

describe("secrets of project.yml", () => {
  it("are masked, whether written there or in the environment", async () => {
    await readSound(
      {
        "project.yml": [
          "name: demo",
          "targets:",
          "  dev: {type: duckdb, path: x, settings: {s3_secret_access_key: plain-secret-key}}",
          "  prod: {type: postgres, url: '{{env \"URL\"}}'}",
          "target: prod",
        ].join("\n"),
      },
      { environment: { URL: "postgres://me:pa55-word@host/db" } },
    );
    expect(maskSecrets("plain-secret-key pa55-word host")).toBe("*** *** host");
  });
});
