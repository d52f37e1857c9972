import { entity, featureSet, featureView } from "./features.ts";
import { exposure, group, model, propertiesFile, seed, selector, snapshot, source } from "./nodes.ts";
import { projectFile } from "./project-file.ts";
import { unitTest } from "./unit-tests.ts";

/** The zod schema of every YAML shape, by the name of its JSON Schema. */
export const yamlSchemas = {
  project: projectFile,
  properties: propertiesFile,
  source,
  model,
  seed,
  snapshot,
  exposure,
  group,
  selector,
  unit_test: unitTest,
  entity,
  feature_view: featureView,
  feature_set: featureSet,
} as const;
