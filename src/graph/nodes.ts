import type { Project } from "../project/definitions.ts";
import type { DeclaredExposure, DeclaredRelation, DeclaredSource } from "./declare.ts";
import { foldersOf, fqnOf } from "./fqn.ts";
import type { Link } from "./resolve-calls.ts";
import type { ExposureNode, NodeId, RelationNode, SourceNode } from "./types.ts";

// Nodes of one kind are written with the same keys in the same order, absent ones as undefined: the engine then keeps one shape for
// thousands of nodes, which makes everything that walks a graph several times as fast. JSON leaves the undefined ones out.

/** Makes the node of a source's table. */
export function buildSource({ id, definition }: DeclaredSource): SourceNode {
  return {
    kind: "source",
    id,
    name: definition.name,
    package: definition.package,
    file: definition.file,
    fqn: fqnOf(definition.package, foldersOf(definition.file), definition.source, definition.name),
    tags: definition.tags,
    meta: definition.meta,
    description: definition.description,
    dependsOn: none,
    span: definition.span,
    source: definition.source,
    path: definition.path,
    format: definition.format,
    readOptions: definition.readOptions,
    database: definition.database,
    schema: definition.schema,
    identifier: definition.identifier ?? definition.name,
    freshness: definition.freshness,
    eventTime: definition.eventTime,
    columns: definition.columns,
    allow: definition.allow,
  };
}

/** Makes the node of an exposure. */
export function buildExposure({ id, definition }: DeclaredExposure, links: readonly Link[]): ExposureNode {
  return {
    kind: "exposure",
    id,
    name: definition.name,
    package: definition.package,
    file: definition.file,
    fqn: fqnOf(definition.package, foldersOf(definition.file), definition.name),
    tags: definition.tags,
    meta: definition.meta,
    description: definition.description,
    dependsOn: targetsOf(links),
    span: definition.span,
    type: definition.type,
    url: definition.url,
    maturity: definition.maturity,
    owner: definition.owner,
    allow: definition.allow,
  };
}

/** Makes the node of a model, seed or snapshot. */
export function buildRelation(
  declared: DeclaredRelation,
  read: { readonly links: readonly Link[]; readonly macros: readonly string[] },
  project: Project,
): RelationNode {
  const { kind, id, definition, merged, folders } = declared;
  const { settings } = merged;
  const dependsOn = targetsOf(read.links);
  const stage = settings.stage ?? stageOf(folders, project);
  if (definition.kind === "seed" || kind === "snapshot") {
    const base = {
      id,
      name: definition.name,
      package: definition.package,
      file: definition.file,
      fqn: fqnOf(definition.package, folders, definition.name),
      tags: merged.tags,
      meta: merged.meta,
      description: definition.description,
      dependsOn,
      span: definition.span,
      settings,
      columns: definition.columns,
      constraints: definition.constraints,
      patchFile: definition.patchFile,
      patchSpan: definition.patchSpan,
      stage,
      group: merged.group,
      access: settings.access ?? "protected",
      allow: merged.allow,
    };
    return definition.kind === "seed"
      ? { kind: "seed", ...base }
      : { kind: "snapshot", ...base, template: definition.template, macros: read.macros };
  }
  const { version } = definition;
  return {
    kind: "model",
    id,
    name: definition.name,
    package: definition.package,
    file: definition.file,
    fqn: fqnOf(
      definition.package,
      folders,
      definition.name,
      version === undefined ? undefined : `v${version}`,
    ),
    tags: merged.tags,
    meta: merged.meta,
    description: definition.description,
    dependsOn,
    span: definition.span,
    settings,
    columns: definition.columns,
    constraints: definition.constraints,
    patchFile: definition.patchFile,
    patchSpan: definition.patchSpan,
    stage,
    group: merged.group,
    access: settings.access ?? "protected",
    allow: merged.allow,
    version,
    latestVersion: definition.latestVersion,
    template: definition.template,
    macros: read.macros,
    deprecationDate: definition.deprecationDate,
  };
}

function stageOf(folders: readonly string[], project: Project): string | undefined {
  const first = folders[0];
  return first !== undefined && project.config.stages.includes(first) ? first : undefined;
}

/** The ids that links lead to. */
export function targetsOf(links: readonly Link[]): readonly NodeId[] {
  return links.length === 0 ? none : links.map((link) => link.target);
}

const none: readonly NodeId[] = Object.freeze([]);
