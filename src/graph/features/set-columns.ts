import { diagnose } from "../../base/diagnostic.ts";
import { findSuggestion } from "../../base/suggest.ts";
import type { ColumnDefinition, TestDefinition } from "../../project/definitions.ts";
import type { FeatureSetDefinition, SetFeatureDefinition } from "../../project/features/definitions.ts";
import type { NodeId } from "../types.ts";
import type { BuiltView } from "./build-view.ts";
import { findJoins } from "./entities.ts";
import type { FeatureScope } from "./feature-scope.ts";
import type { Entity, SetFeaturesSpec } from "./types.ts";

/** A view that a set may take from. */
export interface FoundView {
  readonly id: NodeId;
  readonly serial: number;
  readonly name: string;
  readonly built: BuiltView;
}

/** Finds a view by its name; the names of all for messages. */
export interface ViewFinder {
  readonly find: (name: string) => FoundView | undefined;
  readonly names: () => readonly string[];
}

/** A column that a set takes from a view. */
export interface TakenColumn {
  readonly view: FoundView;
  readonly column: ColumnDefinition;
  /** Its name in the set. */
  readonly as: string;
  readonly tests: readonly TestDefinition[];
  readonly from: SetFeatureDefinition;
}

/** The columns that a set takes, each once, in order. Where two views have one of a name, both carry the view's name before it. */
export function takeColumns(
  definition: FeatureSetDefinition,
  entity: Entity,
  features: FeatureScope,
  views: ViewFinder,
): readonly TakenColumn[] {
  const taken: Omit<TakenColumn, "as">[] = [];
  for (const from of definition.features) {
    if (from.kind !== "columns") continue;
    const view = findView(from, features, views);
    if (!view || !isReachable(from, view, entity, features)) continue;
    const columns = matchColumns(from, view, features);
    for (const column of columns) {
      if (taken.some((other) => other.view.id === view.id && other.column.name === column.name)) continue;
      taken.push({ view, column, tests: view.built.featureOf(column.name)?.tests ?? [], from });
    }
  }
  return taken.map((one) => {
    const { view, column } = one;
    const collides = taken.some(
      (other) => other.view.id !== view.id && isSameName(other.column.name, column.name),
    );
    return { ...one, as: collides ? `${view.name}_${column.name}` : column.name };
  });
}

const isSameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

type Columns = Extract<SetFeatureDefinition, { kind: "columns" }>;

function findView(
  { view, span }: Columns,
  { report }: FeatureScope,
  views: ViewFinder,
): FoundView | undefined {
  const found = views.find(view);
  if (found) return found;
  const known = views.names();
  // A view that is there but could not be resolved has said why.
  if (known.includes(view)) return undefined;
  const suggestion = findSuggestion(view, known);
  report(diagnose("Q1210", { view, known, ...(suggestion && { suggestion }) }, { span }));
  return undefined;
}

function isReachable(
  { span }: Columns,
  { name, built }: FoundView,
  entity: Entity,
  { entities, report }: FeatureScope,
): boolean {
  if (findJoins(entities, entity.name, built.entity.name)) return true;
  report(diagnose("Q1212", { view: name, entity: built.entity.name, own: entity.name }, { span }));
  return false;
}

function matchColumns(
  { columns: wanted, span }: Columns,
  { name: view, built }: FoundView,
  { report }: FeatureScope,
): readonly ColumnDefinition[] {
  const pattern = new RegExp(`^${wanted.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`, "i");
  const found = built.columns.filter(({ name }) => pattern.test(name));
  if (found.length > 0) return found;
  const known = built.columns.map(({ name }) => name);
  const suggestion = findSuggestion(wanted, known);
  report(diagnose("Q1217", { name: wanted, view, known, ...(suggestion && { suggestion }) }, { span }));
  return [];
}

/** The columns by view, with the joins that lead to it. */
export function groupByView(
  taken: readonly TakenColumn[],
  entity: Entity,
  { entities }: FeatureScope,
): readonly SetFeaturesSpec[] {
  const groups = new Map<NodeId, TakenColumn[]>();
  for (const one of taken) {
    const group = groups.get(one.view.id);
    if (group) group.push(one);
    else groups.set(one.view.id, [one]);
  }
  return [...groups].map(([view, columns]) => ({
    view,
    columns: columns.map(({ column, as }) => ({ column: column.name, as })),
    joins: findJoins(entities, entity.name, columns[0]?.view.built.entity.name ?? entity.name) ?? [],
  }));
}
