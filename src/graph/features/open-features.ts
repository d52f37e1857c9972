import { diagnose } from "../../base/diagnostic.ts";
import { findSuggestion } from "../../base/suggest.ts";
import type { ColumnDefinition, Project } from "../../project/definitions.ts";
import type { Declared, DeclaredFeature } from "../declare.ts";
import { fqnOf } from "../fqn.ts";
import type { Link } from "../resolve-calls.ts";
import type { Scope } from "../scope.ts";
import type { FeatureViewNode, NodeId, TrainingSetNode } from "../types.ts";
import { buildSet } from "./build-set.ts";
import { type BuiltView, buildView } from "./build-view.ts";
import { keyAndMoment, mergeColumns, mergeColumnTests } from "./describe-columns.ts";
import { resolveDrift } from "./drift.ts";
import { collectEntities, type JoinLinks, resolveJoins } from "./entities.ts";
import { type FeatureScope, openReading } from "./feature-scope.ts";
import type { FoundView, ViewFinder } from "./set-columns.ts";
import type { Entity } from "./types.ts";

/** A view or set as a node, what it names, and the tests of its columns. */
export interface BuiltFeature {
  readonly node: FeatureViewNode | TrainingSetNode;
  readonly links: readonly Link[];
  readonly columnTests: DeclaredFeature["definition"]["columnTests"];
}

/** Makes the nodes of views and sets. */
export interface Features {
  readonly entities: Readonly<Record<string, Entity>>;
  /** Undefined, with the reasons reported, where too much of it is not known. */
  readonly build: (declared: DeclaredFeature) => BuiltFeature | undefined;
}

/** Prepares the entities and views of a project; undefined where it has none, as most have not. */
export function openFeatures(
  project: Project,
  declared: readonly Declared[],
  scope: Scope,
): Features | undefined {
  const views = declared.filter((one): one is DeclaredFeature => isView(one) && one.enabled);
  const hasSome = project.definitions.some(({ kind }) => kind === "entity" || kind.startsWith("feature-"));
  if (!hasSome) return undefined;
  const byId = new Map<NodeId, Declared>(declared.map((one) => [one.id, one]));
  const { report } = scope;
  const base: FeatureScope = {
    scope,
    entities: collectEntities(project),
    declaredOf: (id) => byId.get(id),
    report,
  };
  const joinLinks: JoinLinks = new Map();
  const features = { ...base, entities: resolveJoins(project, base, joinLinks), joinLinks };

  const built = new Map<NodeId, BuiltView | undefined>();
  const viewOf = (view: DeclaredFeature): BuiltView | undefined => {
    const { id, definition, merged } = view;
    if (!built.has(id) && definition.kind === "feature-view")
      built.set(id, buildView(definition, merged, features));
    return built.get(id);
  };
  const finderOf = (reader: string): ViewFinder => ({
    names: () => views.map(({ name }) => name),
    find(name) {
      const found = nearest(views, name, reader, project);
      const view = found && viewOf(found);
      return found && view && ({ id: found.id, serial: found.serial, name, built: view } satisfies FoundView);
    },
  });
  const unknownColumn = (made: readonly ColumnDefinition[], view: string) => (column: ColumnDefinition) => {
    const known = made.map(({ name }) => name);
    const suggestion = findSuggestion(column.name, known);
    const parameters = { name: column.name, view, known, ...(suggestion && { suggestion }) };
    report(diagnose("Q1217", parameters, { span: column.span }));
  };

  return {
    entities: features.entities,
    build(one) {
      const { definition, merged } = one;
      checkTable(one, report);
      const ofHooks = hookLinks(one, features);
      if (definition.kind === "feature-view") {
        const view = viewOf(one);
        if (!view) return undefined;
        const made = [...keyAndMoment(view.entity, definition.span), ...view.columns];
        const columns = mergeColumns(made, definition.columns, unknownColumn(made, one.name));
        const testsOf = (column: string) => view.featureOf(column)?.tests ?? [];
        return {
          node: {
            kind: "feature_view",
            ...baseOf(one),
            dependsOn: targetsOf([...view.links, ...ofHooks]),
            columns,
            entity: view.entity.name,
            view: view.view,
            ...driftOf(one, columns, declared, report),
          },
          links: [...view.links, ...ofHooks],
          columnTests: mergeColumnTests(columns, testsOf, definition.columnTests),
        };
      }
      const set = buildSet(definition, merged, features, finderOf(one.package));
      if (!set) return undefined;
      const columns = mergeColumns(set.columns, definition.columns, unknownColumn(set.columns, one.name));
      const links = [...set.links, ...ofHooks];
      const reads = [...new Set([...set.reads, ...targetsOf(ofHooks)])];
      return {
        node: {
          kind: "training_set",
          ...baseOf(one),
          dependsOn: [...new Set([...targetsOf(links), ...reads])],
          columns,
          entity: set.entity.name,
          set: set.set,
          ...driftOf(one, columns, declared, report),
          reads,
        },
        links,
        columnTests: mergeColumnTests(columns, set.testsOf, definition.columnTests),
      };
    },
  };
}

/** What a view or set is compared with, by the names of all relations. */
function driftOf(
  { id, definition, merged }: DeclaredFeature,
  columns: readonly ColumnDefinition[],
  declared: readonly Declared[],
  report: FeatureScope["report"],
): Pick<FeatureViewNode, "drift"> {
  if (definition.drift.length === 0) return {};
  const relations = new Map<string, NodeId>();
  for (const one of declared) if (isComparable(one)) relations.set(one.name, one.id);
  if (merged.settings.keep_statistics === 0)
    report(diagnose("Q1287", { name: definition.name }, { span: definition.drift[0]?.reference.span }));
  const features = columns.map(({ name }) => name);
  const drift = resolveDrift(definition.drift, { id, name: definition.name, features, relations, report });
  return { drift };
}

/** What stands in the warehouse as a relation. */
function isComparable(one: Declared): one is Extract<Declared, { merged: unknown }> {
  return "merged" in one && one.enabled && one.merged.settings.materialized !== "ephemeral";
}

const targetsOf = (links: readonly Link[]): readonly NodeId[] => [
  ...new Set(links.map(({ target }) => target)),
];

/** What hooks read has to exist before they run. A hook that names its own node adds nothing. */
function hookLinks({ id, definition, merged }: DeclaredFeature, features: FeatureScope): readonly Link[] {
  const { pre_hook: before = [], post_hook: after = [] } = merged.settings;
  const { name, package: owner, layers, span } = definition;
  const reading = openReading(features, { name, package: owner, kind: "model" });
  const layer = layers.findLast(({ spans }) => spans.pre_hook ?? spans.post_hook);
  const place = layer?.spans.pre_hook ?? layer?.spans.post_hook ?? span;
  for (const sql of [...before, ...after]) reading.sql({ sql, span: place });
  return reading.links.filter(({ target }) => target !== id);
}

const isView = (one: Declared): boolean => one.kind === "feature_view";

/** A view of the reader's own package comes before those of the project, and these before others. */
function nearest(
  views: readonly DeclaredFeature[],
  name: string,
  reader: string,
  { config }: Project,
): DeclaredFeature | undefined {
  const named = views.filter((view) => view.name === name);
  return (
    named.find(({ package: owner }) => owner === reader) ??
    named.find(({ package: owner }) => owner === config.name) ??
    named[0]
  );
}

function checkTable({ name, merged, definition }: DeclaredFeature, report: FeatureScope["report"]): void {
  const { materialized } = merged.settings;
  if (materialized === "table") return;
  const layer = definition.layers.findLast(({ spans }) => spans.materialized);
  report(diagnose("Q1225", { name, materialized }, { span: layer?.spans.materialized ?? definition.span }));
}

function baseOf({ id, definition, merged, folders }: DeclaredFeature) {
  const { settings } = merged;
  return {
    id,
    name: definition.name,
    package: definition.package,
    file: definition.file,
    fqn: fqnOf(definition.package, folders, definition.name),
    tags: merged.tags,
    meta: merged.meta,
    description: definition.description,
    span: definition.span,
    settings,
    constraints: undefined,
    patchFile: undefined,
    patchSpan: undefined,
    stage: settings.stage,
    group: merged.group,
    access: settings.access ?? "protected",
    allow: merged.allow,
  } as const;
}
