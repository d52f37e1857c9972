import { hashOf, stableJson } from "../../base/hash.ts";
import { isRelationNode } from "../node-kinds.ts";
import { nodesOf } from "../node-list.ts";
import type { Graph, Node, NodeId, RelationNode, SourceNode, UnitTestNode } from "../types.ts";

/** What `state:`, `result:` and `source_status:` compare with. All plain data, so that it can come from artifacts. */
export interface StateContext {
  /** `state:`: the nodes of the earlier project, from its manifest, and the hashes of now. */
  readonly nodes?: {
    readonly previous: Readonly<Record<NodeId, NodeState>>;
    readonly hashes: ContentHashes;
  };
  /** `result:`: status of each node in the last run. */
  readonly results?: Readonly<Record<NodeId, string>>;
  /** `source_status:`: freshness of sources, earlier and now. */
  readonly sources?: {
    readonly previous: Readonly<Record<NodeId, SourceFreshness>>;
    readonly current: Readonly<Record<NodeId, SourceFreshness>>;
  };
}

/** Hash of each macro by its name, and of each seed's content under its node id; a seed without one is known by its file's name. */
export type ContentHashes = Readonly<Record<string, string>>;

export interface SourceFreshness {
  /** ISO timestamp; absent where it could not be found out. */
  readonly maxLoadedAt?: string;
  readonly status: string;
}

/** A node in a few short texts or hashes, as `state:modified` and its parts compare them. */
export interface NodeState {
  /** Text of the template, a test's call, a source's place. */
  readonly body: string;
  readonly configs: string;
  /** Where it is written: database, schema, alias. */
  readonly relation: string;
  /** Name of each macro reached -> its hash. */
  readonly macros: Readonly<Record<string, string>>;
  /** Columns with their types and constraints, and the constraints of the whole relation. */
  readonly contract: string;
  /** Descriptions that are persisted in the database. */
  readonly descriptions: string;
}

/** Summarizes every node for a later comparison; a manifest keeps the result. */
export function stateOf(graph: Graph, hashes: ContentHashes): Record<NodeId, NodeState> {
  const states: Record<NodeId, NodeState> = {};
  for (const node of nodesOf(graph)) states[node.id] = stateOfNode(node, hashes);
  return states;
}

/** Summarizes one node. */
export function stateOfNode(node: Node, hashes: ContentHashes): NodeState {
  const isRelation = isRelationNode(node);
  return {
    body: shorten(bodyOf(node, hashes)),
    configs: shorten(configsOf(node)),
    relation: isRelation || node.kind === "source" ? shorten(placeOf(node)) : "",
    macros: "macros" in node && node.macros.length > 0 ? macrosOf(node.macros, hashes) : noMacros,
    contract: "columns" in node ? shorten(contractOf(node)) : "",
    descriptions: isRelation && node.settings.persist_docs === true ? shorten(descriptionsOf(node)) : "",
  };
}

const noMacros: Readonly<Record<string, string>> = Object.freeze({});

/** A text as it is where it is no longer than its hash would be: most of them are, and hashing would cost more than all the rest. */
function shorten(text: string): string {
  return text.length <= 32 ? text : hashOf(text);
}

function bodyOf(node: Node, hashes: ContentHashes): string {
  switch (node.kind) {
    case "model":
    case "snapshot":
      return node.template.hash;
    case "feature_view":
      return renderSpec([node.entity, node.view]);
    case "training_set":
      return renderSpec([node.entity, node.set]);
    case "seed":
      return hashes[node.id] ?? node.file;
    case "test":
      return `${node.template?.hash} ${node.test} ${node.column} ${node.attachedTo} ${sorted(node.arguments)}`;
    case "unit_test":
      return hashUnitTest(node);
    case "source":
      return stableJson([node.path, node.format, node.readOptions, node.freshness, node.eventTime]);
    case "exposure":
      return stableJson([node.type, node.url, node.maturity, node.owner, node.dependsOn]);
  }
}

/** Where its parts stand in the file makes no difference. */
function renderSpec(spec: unknown): string {
  return JSON.stringify(spec, withoutPlaces);
}

/** Where its parts stand in the file makes no difference. */
function hashUnitTest({ subject, given, expect, overrides, now }: UnitTestNode): string {
  return JSON.stringify([subject, given, expect, overrides, now], (key, value) =>
    key === "span" || key === "keySpan" ? undefined : value,
  );
}

function configsOf(node: Node): string {
  const own = isRelationNode(node)
    ? `${sorted(node.settings)} ${node.group} ${node.access}`
    : node.kind === "test"
      ? sorted(node.settings)
      : "";
  return `${node.tags.length === 0 ? "" : JSON.stringify(node.tags)} ${sorted(node.meta)} ${own}`;
}

/** JSON with sorted keys; maps are mostly empty. */
function sorted(map: object): string {
  for (const _key in map) return stableJson(map);
  return "{}";
}

function placeOf(node: RelationNode | SourceNode): string {
  if (node.kind === "source") return JSON.stringify([node.database, node.schema, node.identifier]);
  const version = node.kind === "model" ? node.version : undefined;
  return JSON.stringify([
    node.settings.schema,
    node.settings.alias ?? node.name,
    version,
    node.settings.location,
  ]);
}

function contractOf(node: RelationNode | SourceNode): string {
  const columns = node.columns.map(({ name, type, constraints }) => [name, type, constraints]);
  const { constraints = [] } = isRelationNode(node) ? node : {};
  // Where a constraint is written is no part of what it says.
  return JSON.stringify(constraints.length === 0 ? columns : [...columns, constraints], withoutPlaces);
}

const withoutPlaces = (key: string, value: unknown) => (key === "span" ? undefined : value);

function descriptionsOf(node: RelationNode): string {
  const columns = node.columns.map(({ name, description }) => [name, description]);
  return JSON.stringify([node.description, columns]);
}

function macrosOf(names: readonly string[], hashes: ContentHashes): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, hashes[name] ?? ""]));
}
