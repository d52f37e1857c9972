import { diagnose } from "../../base/diagnostic.ts";
import type { Project } from "../../project/definitions.ts";
import type { EntityDefinition } from "../../project/features/definitions.ts";
import type { Link } from "../resolve-calls.ts";
import { clockOf } from "./clocks.ts";
import { checkZone, type FeatureScope, findEntity, openReading } from "./feature-scope.ts";
import { keyColumns } from "./keys.ts";
import type { Entity, EntityJoin } from "./types.ts";

/** The entities of a project by name, before their joins are resolved. Those of the project come before those of packages. */
export function collectEntities(project: Project): Readonly<Record<string, Entity>> {
  const entities: Record<string, Entity> = {};
  for (const one of project.definitions) {
    if (one.kind !== "entity") continue;
    if (Object.hasOwn(entities, one.name) && one.package !== project.config.name) continue;
    entities[one.name] = {
      name: one.name,
      package: one.package,
      file: one.file,
      span: one.span,
      ...(one.description !== undefined && { description: one.description }),
      key: one.key.map(({ text }) => text),
      joins: [],
      tags: one.tags,
      meta: one.meta,
    };
  }
  return entities;
}

/** What the joins of entities read, by the join. */
export type JoinLinks = Map<EntityJoin, readonly Link[]>;

/** The entities with their joins; of two joins to one entity the second is reported and left out. */
export function resolveJoins(
  project: Project,
  features: FeatureScope,
  links: JoinLinks,
): Readonly<Record<string, Entity>> {
  const definitions = project.definitions.filter((one): one is EntityDefinition => one.kind === "entity");
  return Object.fromEntries(
    Object.values(features.entities).map((entity) => {
      const definition = definitions.find(
        ({ name, package: owner }) => name === entity.name && owner === entity.package,
      );
      const joins = definition ? joinsOf(definition, entity, project, features, links) : [];
      return [entity.name, { ...entity, joins }];
    }),
  );
}

function joinsOf(
  definition: EntityDefinition,
  entity: Entity,
  project: Project,
  features: FeatureScope,
  links: JoinLinks,
): readonly EntityJoin[] {
  const { report } = features;
  const joins = new Map<string, EntityJoin>();
  for (const join of definition.joins) {
    const reading = openReading(features, { name: entity.name, package: entity.package, kind: "entity" });
    const other = findEntity(features, join.to);
    const node = reading.node(join.reads);
    if (!other || node === undefined) continue;
    if (joins.has(other.name)) {
      report(diagnose("Q1227", { entity: entity.name, to: other.name }, { span: join.to.span }));
      continue;
    }
    const { span } = join.reads;
    const from = { declared: features.declaredOf(node), name: entity.name, span };
    const { clock, where } = clockOf(join, from, report);
    const zone = join.timezone?.text ?? defaultZone(project);
    const resolved: EntityJoin = {
      to: other.name,
      node,
      key: keyColumns(entity, join.key, span, report),
      foreignKey: keyColumns(other, join.foreignKey, span, report),
      clock,
      where,
      zone: join.timezone ? checkZone(zone, join.timezone.span, report) : zone,
    };
    for (const text of [join.timestamp, join.knownAt, join.validFrom, join.validTo]) reading.sql(text);
    joins.set(other.name, resolved);
    links.set(resolved, reading.links);
  }
  return [...joins.values()];
}

/** What `features: {timezone}` of project.yml says. */
const defaultZone = ({ config }: Project): string => config.features?.timezone ?? "UTC";

/** The joins that lead from one entity to another, by the fewest steps; undefined where none do. */
export function findJoins(
  entities: Readonly<Record<string, Entity>>,
  from: string,
  to: string,
): readonly EntityJoin[] | undefined {
  const waiting: { readonly at: string; readonly path: readonly EntityJoin[] }[] = [{ at: from, path: [] }];
  const seen = new Set([from]);
  for (const { at, path } of waiting) {
    if (at === to) return path;
    for (const join of entities[at]?.joins ?? []) {
      if (seen.has(join.to)) continue;
      seen.add(join.to);
      waiting.push({ at: join.to, path: [...path, join] });
    }
  }
  return undefined;
}
