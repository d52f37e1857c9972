import type { Diagnostic, Outcome } from "../base/diagnostic.ts";
import type {
  ExposureDefinition,
  GroupDefinition,
  SelectorDefinition,
  SourceDefinition,
  UnitTestDefinition,
} from "./definitions.ts";
import { readExposure } from "./exposures.ts";
import type {
  EntityDefinition,
  FeatureSetDefinition,
  FeatureViewDefinition,
} from "./features/definitions.ts";
import { readEntity } from "./features/read-entity.ts";
import { readFeatureSet } from "./features/read-set.ts";
import { readFeatureView } from "./features/read-view.ts";
import { findTags, type TagPlaces } from "./fill-texts.ts";
import { readGroup, readSelector } from "./groups.ts";
import { type Patch, type PatchReader, readPatch } from "./patches.ts";
import { propertiesFile } from "./schemas/nodes.ts";
import { testSettingSchemas } from "./schemas/settings.ts";
import { readSource } from "./sources.ts";
import { readUnitTest } from "./unit-tests.ts";
import { checkNode, checkYaml } from "./yaml/check-yaml.ts";
import { childOf, createLocator, itemsOf, type YamlFile, type YamlNode } from "./yaml/yaml-node.ts";

/** What one YAML file of models/ or features/ declares. */
export interface Properties {
  readonly patches: readonly Patch[];
  readonly sources: readonly SourceDefinition[];
  readonly exposures: readonly ExposureDefinition[];
  readonly groups: readonly GroupDefinition[];
  readonly selectors: readonly SelectorDefinition[];
  /** Absent in the many files that have none. */
  readonly unitTests?: readonly UnitTestDefinition[];
  /** Absent in the many files that have none of these. */
  readonly entities?: readonly EntityDefinition[];
  /** Views and sets, in order; a view's history comes after it. */
  readonly features?: readonly (FeatureViewDefinition | FeatureSetDefinition)[];
  /** Tags that are still to be filled in. */
  readonly tags?: TagPlaces;
}

/** Checks a parsed YAML file and reads its definitions; what is wrong is reported and, where possible, read all the same. */
export function readProperties(yaml: YamlFile, owner: string): Outcome<Properties> {
  const { file, text, root } = yaml;
  const locate = createLocator(file, text);
  const diagnostics: Diagnostic[] = checkYaml(yaml, propertiesFile, locate);
  const report = (found: Diagnostic) => void diagnostics.push(found);
  const checkTestSetting = (key: string, node: YamlNode): void => {
    if (!Object.hasOwn(testSettingSchemas, key)) return;
    const schema = testSettingSchemas[key as keyof typeof testSettingSchemas];
    diagnostics.push(...checkNode(node, schema, { file, locate, name: key }));
  };
  const reader: PatchReader = { file, package: owner, locate, report, checkTestSetting };
  const section = <T>(key: string, read: (node: YamlNode) => T | undefined): T[] =>
    itemsOf(childOf(root ?? undefined, key)).flatMap((item) => read(item) ?? []);
  const unitTests = section("unit_tests", (node) => readUnitTest(reader, node));
  const entities = section("entities", (node) => readEntity(reader, node));
  const features = [
    ...section("features", (node) => readFeatureView(reader, node)).flat(),
    ...section("feature_sets", (node) => readFeatureSet(reader, node)),
  ];
  const tags = findTags(text, locate);
  const value: Properties = {
    sources: section("sources", (node) => readSource(reader, node)).flat(),
    patches: [
      ...section("models", (node) => readPatch(reader, "model", node)),
      ...section("seeds", (node) => readPatch(reader, "seed", node)),
      ...section("snapshots", (node) => readPatch(reader, "snapshot", node)),
    ],
    exposures: section("exposures", (node) => readExposure(reader, node)),
    groups: section("groups", (node) => readGroup(reader, node)),
    selectors: section("selectors", (node) => readSelector(reader, node)),
    ...(unitTests.length > 0 && { unitTests }),
    ...(entities.length > 0 && { entities }),
    ...(features.length > 0 && { features }),
    ...(tags && { tags }),
  };
  return { value, diagnostics };
}
