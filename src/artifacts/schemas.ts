import { z } from "zod";
import type { Catalog } from "./catalog.ts";
import type { LineageArtifact } from "./lineage.ts";
import type { Manifest } from "./manifest.ts";
import type { ArtifactName } from "./metadata.ts";
import { artifactSchemas } from "./metadata.ts";
import type { RunResults } from "./run-results.ts";
import type { Sources } from "./sources.ts";

/*
 * The shapes of the artifacts. Objects take keys they do not know: a later version may say more without anybody having to care. What is listed
 * here is what a reader may rely on.
 */

const metadata = (name: ArtifactName) =>
  z.looseObject({
    schema: z.literal(artifactSchemas[name]),
    quernVersion: z.string(),
    generatedAt: z.iso.datetime(),
    invocationId: z.string(),
    project: z.string(),
    target: z.string(),
  });

const span = z.looseObject({
  file: z.string(),
  line: z.int().positive(),
  column: z.int().positive(),
  length: z.int().optional(),
});

const diagnostic = z.looseObject({
  code: z.string().regex(/^Q\d{4}$/),
  severity: z.enum(["error", "warning"]),
  message: z.string(),
  hint: z.string().optional(),
  span: span.optional(),
  details: z.string().optional(),
  cause: z.string().optional(),
  sql: z.string().optional(),
});

const relation = z.looseObject({ database: z.string().optional(), schema: z.string(), name: z.string() });

const column = z.looseObject({ name: z.string(), type: z.string() });

const columnUse = z.looseObject({ node: z.string(), column: z.string() });

const resolvedColumn = column.extend({
  description: z.string().optional(),
  descriptionFrom: columnUse.optional(),
  inheritedTests: z.array(z.looseObject({ test: z.string(), from: columnUse })).optional(),
});

const nodeState = z.looseObject({
  body: z.string(),
  configs: z.string(),
  relation: z.string(),
  macros: z.record(z.string(), z.string()),
  contract: z.string(),
  descriptions: z.string(),
});

const manifestNode = z.looseObject({
  id: z.string(),
  kind: z.enum([
    "source",
    "model",
    "seed",
    "snapshot",
    "feature_view",
    "training_set",
    "test",
    "unit_test",
    "exposure",
  ]),
  name: z.string(),
  package: z.string(),
  file: z.string(),
  fqn: z.array(z.string()),
  tags: z.array(z.string()),
  meta: z.record(z.string(), z.json()),
  description: z.string().optional(),
  dependsOn: z.array(z.string()),
  span,
  relation: relation.optional(),
  state: nodeState,
  compiled: z.object({ sql: z.string(), textHash: z.string() }).optional(),
  resolvedColumns: z.array(resolvedColumn).optional(),
});

const owner = z.looseObject({ name: z.string().optional(), email: z.string().optional() });

const difference = z.looseObject({
  columns: z.array(z.string()),
  rows: z.array(
    z.looseObject({
      mark: z.enum(["-", "+"]),
      cells: z.array(z.json()),
      differs: z.array(z.int().nonnegative()),
    }),
  ),
  missing: z.int().nonnegative(),
  unexpected: z.int().nonnegative(),
  agreeing: z.int().nonnegative(),
});

const testResult = z.looseObject({
  id: z.string(),
  status: z.enum(["pass", "warn", "fail", "error", "skipped"]),
  failures: z.int().nonnegative(),
  elapsed: z.number().nonnegative(),
  seeFailures: z.string().optional(),
  difference: difference.optional(),
  diagnostics: z.array(diagnostic),
});

const nodeResult = z.looseObject({
  id: z.string(),
  status: z.enum(["success", "warn", "error", "fail", "skipped", "reused", "interrupted"]),
  reasons: z.array(z.looseObject({ kind: z.string() })),
  elapsed: z.number().nonnegative(),
  startedAt: z.string().optional(),
  rows: z.number().optional(),
  entities: z.number().optional(),
  version: z
    .looseObject({
      version: z.string(),
      isNew: z.boolean(),
      incomplete: z.number(),
      purged: z.number().optional(),
    })
    .optional(),
  tests: z.array(testResult),
  because: z.string().optional(),
  diagnostics: z.array(diagnostic),
});

const results = z.looseObject({
  runId: z.string(),
  command: z.enum(["build", "run", "test", "seed", "snapshot"]),
  target: z.string(),
  startedAt: z.string(),
  finishedAt: z.string(),
  elapsed: z.number().nonnegative(),
  nodes: z.array(nodeResult),
  interrupted: z.boolean(),
  diagnostics: z.array(diagnostic).optional(),
});

/** The artifacts' shapes, by name. */
export const artifactShapes = {
  manifest: z.looseObject({
    metadata: metadata("manifest").extend({ contentHash: z.string() }),
    nodes: z.record(z.string(), manifestNode),
    groups: z.record(z.string(), z.looseObject({ owner })),
    entities: z.record(z.string(), z.looseObject({ key: z.array(z.string()) })).optional(),
  }),
  run_results: z.looseObject({
    metadata: metadata("run_results"),
    options: z.looseObject({
      vars: z.record(z.string(), z.json()),
      fullRefresh: z.boolean(),
      empty: z.boolean(),
      sample: z.number().positive().optional(),
    }),
    results,
  }),
  catalog: z.looseObject({
    metadata: metadata("catalog"),
    nodes: z.record(
      z.string(),
      z.looseObject({
        relation,
        kind: z.enum(["table", "view"]),
        columns: z.array(column.extend({ description: z.string().optional() })),
        rows: z.number().nonnegative().optional(),
      }),
    ),
  }),
  sources: z.looseObject({
    metadata: metadata("sources"),
    sources: z.record(
      z.string(),
      z.looseObject({
        status: z.enum(["pass", "warn", "error", "runtime error"]),
        checkedAt: z.string(),
        elapsed: z.number().nonnegative(),
        maxLoadedAt: z.string().optional(),
        warnAfter: z.number().optional(),
        errorAfter: z.number().optional(),
        age: z.number().optional(),
        message: z.string().optional(),
      }),
    ),
  }),
  lineage: z.looseObject({
    metadata: metadata("lineage"),
    nodes: z.record(
      z.string(),
      z.looseObject({
        columns: z.array(
          column.extend({
            uses: z.array(columnUse).optional(),
            copyOf: columnUse.optional(),
            mayLack: z.literal(true).optional(),
          }),
        ),
        rows: z.array(columnUse.extend({ as: z.enum(["filter", "join", "group", "order"]) })).optional(),
        reads: z.array(z.string()).optional(),
        untraceable: z.string().optional(),
        volatile: z.array(z.string()).optional(),
      }),
    ),
  }),
} satisfies Record<ArtifactName, z.ZodType>;

/** The type of each artifact, as its writer makes it. */
export interface Artifacts {
  readonly manifest: Manifest;
  readonly run_results: RunResults;
  readonly catalog: Catalog;
  readonly sources: Sources;
  readonly lineage: LineageArtifact;
}

/** The artifacts' shapes as JSON Schemas, by name. */
export function artifactJsonSchemas(): Readonly<Record<ArtifactName, object>> {
  const schemaOf = (name: ArtifactName) =>
    z.toJSONSchema(artifactShapes[name], { target: "draft-2020-12", io: "input" });
  return {
    manifest: schemaOf("manifest"),
    run_results: schemaOf("run_results"),
    catalog: schemaOf("catalog"),
    sources: schemaOf("sources"),
    lineage: schemaOf("lineage"),
  };
}
