import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { renderSpan } from "../base/span.ts";
import type {
  ExposureDefinition,
  ModelDefinition,
  Project,
  SeedDefinition,
  SingularTestDefinition,
  SourceDefinition,
} from "../project/definitions.ts";
import type { FeatureSetDefinition, FeatureViewDefinition } from "../project/features/definitions.ts";
import { foldersOf } from "./fqn.ts";
import type { NamedNode, NamedSource } from "./name-index.ts";
import { renderNodeId } from "./node-ids.ts";
import { createSettingsMerger, type MergedSettings } from "./settings.ts";
import type { FeatureNode, NodeId, RelationNode } from "./types.ts";

/** A definition with its id and its merged settings, before what it reads is known. */
export type Declared = DeclaredRelation | DeclaredFeature | DeclaredSource | DeclaredExposure | DeclaredTest;

export interface DeclaredRelation extends NamedNode {
  readonly kind: Exclude<RelationNode["kind"], FeatureNode["kind"]>;
  readonly definition: ModelDefinition | SeedDefinition;
  readonly merged: MergedSettings;
  readonly folders: readonly string[];
}

export interface DeclaredFeature extends NamedNode {
  readonly kind: FeatureNode["kind"];
  readonly definition: FeatureViewDefinition | FeatureSetDefinition;
  readonly merged: MergedSettings;
  readonly folders: readonly string[];
}

export interface DeclaredSource extends NamedSource {
  readonly kind: "source";
  readonly definition: SourceDefinition;
}

export interface DeclaredExposure {
  readonly kind: "exposure";
  readonly id: NodeId;
  readonly serial: number;
  readonly definition: ExposureDefinition;
  readonly enabled: true;
}

export interface DeclaredTest {
  readonly kind: "test";
  readonly id: NodeId;
  readonly serial: number;
  readonly definition: SingularTestDefinition;
  readonly enabled: boolean;
}

/** Gives every definition that becomes a node its id and settings, in order of definition. Of two with one name the first stays. */
export function declareNodes(project: Project, problems: Diagnostic[]): readonly Declared[] {
  const declared = new Map<string, Declared>();
  const root = project.config.name;
  const merge = {
    model: createSettingsMerger("view"),
    seed: createSettingsMerger("seed"),
    feature: createSettingsMerger("table"),
  };
  let dotted = false;
  let serial = 0;
  for (const definition of project.definitions) {
    const { package: owner, name } = definition;
    let node: Declared;
    let key: string;
    serial++;
    switch (definition.kind) {
      case "model":
      case "seed": {
        dotted ||= name.includes(".");
        const merged = merge[definition.kind](definition.layers);
        const kind = kindOf(definition, merged);
        const version = definition.kind === "model" ? definition.version : undefined;
        const id = renderNodeId(kind, name, owner, root, version);
        const enabled = merged.settings.enabled !== false;
        const latestVersion = definition.kind === "model" ? definition.latestVersion : undefined;
        const folders = foldersOf(definition.file);
        node = {
          kind,
          id,
          serial,
          name,
          package: owner,
          version,
          latestVersion,
          enabled,
          definition,
          merged,
          folders,
        };
        key = owner === root && version === undefined ? name : `${owner}\n${name}\n${version ?? ""}`;
        break;
      }
      case "feature-view":
      case "feature-set": {
        const merged = merge.feature(definition.layers);
        const kind = definition.kind === "feature-view" ? "feature_view" : "training_set";
        const id = renderNodeId(kind, name, owner, root);
        const enabled = merged.settings.enabled !== false;
        const folders = foldersOf(definition.file);
        node = { kind, id, serial, name, package: owner, enabled, definition, merged, folders };
        key = owner === root ? name : `${owner}\n${name}\n`;
        break;
      }
      case "source": {
        const id = renderNodeId("source", `${definition.source}.${name}`, owner, root);
        const { source, enabled } = definition;
        node = { kind: "source", id, serial, source, name, package: owner, enabled, definition };
        key = `\n${id}`;
        break;
      }
      case "exposure": {
        const id = renderNodeId("exposure", name, owner, root);
        node = { kind: "exposure", id, serial, definition, enabled: true };
        key = `\n${id}`;
        break;
      }
      case "singular-test": {
        const id = renderNodeId("test", name, owner, root);
        node = { kind: "test", id, serial, definition, enabled: definition.settings.enabled !== false };
        key = `\n${id}`;
        break;
      }
      case "group":
      case "selector":
      case "unit-test":
      case "entity":
        continue;
    }
    const other = declared.get(key);
    // Two variants of one model of which only one is enabled are a common way to switch between them.
    if (other?.enabled && node.enabled) problems.push(reportDuplicate(node, other));
    if (!other || (!other.enabled && node.enabled)) declared.set(key, node);
  }
  const nodes = [...declared.values()];
  if (dotted) reportSharedIds(nodes, problems);
  return nodes;
}

/** Names with dots can give one id to two nodes: a model "dim.v2" and version 2 of "dim". */
function reportSharedIds(nodes: readonly Declared[], problems: Diagnostic[]): void {
  const byId = new Map<NodeId, Declared>();
  for (const node of nodes) {
    if (!node.enabled) continue;
    const other = byId.get(node.id);
    if (other) problems.push(reportDuplicate(node, other));
    else byId.set(node.id, node);
  }
}

function kindOf(
  definition: ModelDefinition | SeedDefinition,
  merged: MergedSettings,
): DeclaredRelation["kind"] {
  if (definition.kind === "seed") return "seed";
  return merged.settings.materialized === "snapshot" ? "snapshot" : "model";
}

function reportDuplicate(node: Declared, other: Declared): Diagnostic {
  const { span } = node.definition;
  const place = renderSpan(other.definition.span);
  if (node.kind === "test") return diagnose("Q0302", { name: node.definition.name, other: place }, { span });
  const name =
    node.kind === "source" ? `${node.definition.source}.${node.definition.name}` : node.definition.name;
  return diagnose("Q0301", { kind: node.kind, name, otherKind: other.kind, other: place }, { span });
}
