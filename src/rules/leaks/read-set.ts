import type { Bound } from "../../bind/types.ts";
import type {
  AggregateSpec,
  ClockSpec,
  EntityJoin,
  FeatureOutput,
  LabelSpec,
  ViewSpec,
} from "../../graph/features/types.ts";
import type { Graph, NodeId, TrainingSetNode } from "../../graph/types.ts";
import type { SqlText } from "../../project/features/definitions.ts";
import { columnsIn, isCut, isLater } from "./columns-in.ts";
import type { ReadClock, ReadRows } from "./types.ts";

/** Columns of a set and what they read. */
export interface SetFeature {
  /** `orders.revenue_30d`; of what says which rows count, `orders`. */
  readonly name: string;
  /** Its name in the set; absent for rows. */
  readonly as?: string;
  readonly rows: ReadRows;
}

/** What the features of a set read: one entry for each column, and then for the rows of its view and of each join to it. */
export function readFeatures({ set }: TrainingSetNode, graph: Graph, bound: Bound): readonly SetFeature[] {
  return set.features.flatMap(({ view: id, columns, joins }) => {
    const node = graph.nodes[id];
    if (node?.kind !== "feature_view") return [];
    const { name, view } = node;
    const ofJoins = joins.map((join): SetFeature => ({ name, rows: readJoin(join, graph, bound) }));
    // A row counts only once it was known: that is what `known_at` says.
    if (view.clock.kind === "events" && view.clock.knownAt) return ofJoins;
    const clock = readClock(view.clock, view.node, graph, bound);
    const read = (texts: readonly string[]) => columnsOf(texts, view.node, bound);
    const shared = view.where.map(({ sql }) => sql);
    const rows: ReadRows = { node: view.node, columns: [null, ...read(shared)], clock };
    const ofColumns = columns.map(({ column, as }): SetFeature => {
      const found = read(textsOf(column, view));
      return { name: `${name}.${column}`, as, rows: { node: view.node, columns: found, clock } };
    });
    return [...ofColumns, { name, rows }, ...ofJoins];
  });
}

/** What a label reads. */
export function readLabel(label: LabelSpec, graph: Graph, bound: Bound): ReadRows {
  const { node, key, timestamp, where, value } = label;
  const texts = [
    ...(where ? [where] : []),
    ...(value.kind === "aggregate" ? partsOf(value.aggregate) : []),
    timestamp,
  ].map(({ sql }) => sql);
  const columns = [...key.map(({ text }) => text), ...columnsOf(texts, node, bound)];
  return { node, columns, clock: readClock({ kind: "events", timestamp }, node, graph, bound) };
}

function readJoin({ node, key, foreignKey, clock, where }: EntityJoin, graph: Graph, bound: Bound): ReadRows {
  const words = [...key, ...foreignKey].map(({ text }) => text);
  const columns = columnsOf(
    where.map(({ sql }) => sql),
    node,
    bound,
  );
  return { node, columns: [null, ...words, ...columns], clock: readClock(clock, node, graph, bound) };
}

const columnsOf = (texts: readonly string[], node: NodeId, bound: Bound): readonly string[] =>
  columnsIn(
    texts,
    (bound.nodes[node]?.columns ?? []).map(({ name }) => name),
  );

function readClock(clock: ClockSpec, node: NodeId, graph: Graph, bound: Bound): ReadClock {
  if (clock.kind === "none") return { kind: "none" };
  const { sql } = clock.kind === "events" ? clock.timestamp : clock.validFrom;
  const source = graph.nodes[node];
  // From when on a version holds is told by its own clock, where it has one.
  const { updated_at: updatedAt } = source?.kind === "snapshot" ? source.settings : {};
  if (clock.kind === "versions" && updatedAt !== undefined)
    return { kind: "moment", columns: [updatedAt], isEarly: false };
  const columns = columnsOf([sql], node, bound);
  return { kind: "moment", columns, isEarly: isCut(sql), isLater: isLater(sql) };
}

/** The SQL that a column is made of, that of other columns which its expression names included. */
function textsOf(column: string, { outputs }: ViewSpec): readonly string[] {
  const found = new Set<FeatureOutput>();
  const add = (name: string) => {
    const output = outputs.find((each) => each.name.toLowerCase() === name.toLowerCase());
    if (output === undefined || found.has(output)) return;
    found.add(output);
    if (output.kind !== "expression") return;
    const others = outputs.map((each) => each.name);
    for (const other of columnsIn([output.value.sql], others)) add(other);
  };
  add(column);
  return [...found].flatMap((output) => sqlOf(output).map(({ sql }) => sql));
}

function sqlOf(output: FeatureOutput): readonly SqlText[] {
  const shared = output.default ? [output.default] : [];
  if (output.kind === "aggregate")
    return [...partsOf(output.aggregate), ...output.where.map(({ sql }) => sql), ...shared];
  return output.kind === "attribute" ? [output.value, ...shared] : shared;
}

const partsOf = ({ value, weight, numerator, denominator }: AggregateSpec): readonly SqlText[] =>
  [value, weight, numerator, denominator].filter((part) => part !== undefined);
