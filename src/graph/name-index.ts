import type { DependencyCall } from "../project/definitions.ts";
import { isRelationNode } from "./node-kinds.ts";
import { nodesOf } from "./node-list.ts";
import type { Graph, NodeId, RelationNode } from "./types.ts";
import { compareVersions } from "./versions.ts";

/** What a `ref` can find. */
export interface NamedNode {
  readonly id: NodeId;
  /** A number of its own, by which lists know it sooner than maps by its id. */
  readonly serial: number;
  readonly kind: RelationNode["kind"];
  readonly name: string;
  readonly package: string;
  readonly version?: string | undefined;
  readonly latestVersion?: string | undefined;
  readonly enabled: boolean;
}

/** What a `source` can find. */
export interface NamedSource {
  readonly id: NodeId;
  readonly serial: number;
  readonly source: string;
  readonly name: string;
  readonly package: string;
  readonly enabled: boolean;
}

export interface NameIndex {
  /** The project's own package, whose names come before those of installed ones. */
  readonly root: string;
  readonly nodes: ReadonlyMap<string, readonly NamedNode[]>;
  /** By `source.table`. */
  readonly sources: ReadonlyMap<string, readonly NamedSource[]>;
}

export type NameMatch =
  | { readonly kind: "found"; readonly named: NamedNode | NamedSource }
  | { readonly kind: "disabled"; readonly named: NamedNode | NamedSource }
  | { readonly kind: "unknown" }
  | { readonly kind: "unknown-package"; readonly package: string }
  | { readonly kind: "unknown-version"; readonly known: readonly string[] }
  | { readonly kind: "ambiguous"; readonly packages: readonly string[] };

/** Collects names so that each call is found in constant time. */
export function indexNames(
  root: string,
  nodes: Iterable<NamedNode>,
  sources: Iterable<NamedSource>,
): NameIndex {
  const byName = new Map<string, NamedNode[]>();
  for (const node of nodes) append(byName, node.name, node);
  const byTable = new Map<string, NamedSource[]>();
  for (const source of sources) append(byTable, `${source.source}.${source.name}`, source);
  return { root, nodes: byName, sources: byTable };
}

/**
 * Finds the node that a `ref` or `source` means. A name without a package is first looked for in the reader's own package, then in
 * the project, then elsewhere; a ref without a version means the latest one.
 */
export function findNamed(index: NameIndex, call: DependencyCall, reader: string): NameMatch {
  return call.call === "ref" ? findRef(index, call, reader) : findSource(index, call, reader);
}

const resolvers = new WeakMap<Graph, (call: DependencyCall, reader: string) => NodeId | undefined>();

/** The node of a resolved graph that a call means when written in package `reader`; undefined where there is none. */
export function findDependency(
  graph: Graph,
  call: DependencyCall,
  reader: string = graph.name,
): NodeId | undefined {
  let resolver = resolvers.get(graph);
  if (!resolver) {
    resolver = createResolver(graph);
    resolvers.set(graph, resolver);
  }
  return resolver(call, reader);
}

function createResolver(graph: Graph): (call: DependencyCall, reader: string) => NodeId | undefined {
  const nodes: NamedNode[] = [];
  const sources: NamedSource[] = [];
  nodesOf(graph).forEach((node, serial) => {
    if (node.kind === "source") sources.push({ ...pick(node), serial, source: node.source, enabled: true });
    else if (node.kind === "model") {
      const { version, latestVersion } = node;
      nodes.push({ ...pick(node), serial, kind: "model", version, latestVersion, enabled: true });
    } else if (isRelationNode(node)) {
      nodes.push({ ...pick(node), serial, kind: node.kind, enabled: true });
    }
  });
  const index = indexNames(graph.name, nodes, sources);
  return (call, reader) => {
    const match = findNamed(index, call, reader);
    return match.kind === "found" ? match.named.id : undefined;
  };
}

function pick({ id, name, package: owner }: { id: NodeId; name: string; package: string }) {
  return { id, name, package: owner };
}

function findRef(index: NameIndex, call: DependencyCall, reader: string): NameMatch {
  const first = call.arguments[0] ?? "";
  const second = call.arguments[1];
  const name = second ?? first;
  const all = index.nodes.get(name) ?? [];
  const [only] = all;
  if (only && all.length === 1 && second === undefined && call.version === undefined) return found(only);
  const near = second === undefined ? nearest(index, all, reader) : ofPackage(all, first);
  if (near.length === 0) {
    const isUnknownPackage = second !== undefined && !knownPackages(index).has(first);
    return isUnknownPackage ? { kind: "unknown-package", package: first } : { kind: "unknown" };
  }
  const packages = new Set(near.map((node) => node.package));
  if (packages.size > 1) return { kind: "ambiguous", packages: [...packages] };

  const versions = near.filter((node) => node.version !== undefined);
  const wanted = call.version?.replace(/^v(?=\d)/, "");
  if (wanted !== undefined) {
    const match = versions.find((node) => node.version === wanted || node.version === call.version);
    return match ? found(match) : { kind: "unknown-version", known: sortedVersions(versions) };
  }
  const plain = near.find((node) => node.version === undefined && node.enabled);
  if (plain) return found(plain);
  if (versions.length === 0) return found(near[0] as NamedNode);
  const latest = versions.find((node) => node.version === node.latestVersion);
  return found(latest ?? (versions.sort(byVersion).at(-1) as NamedNode));
}

function findSource(index: NameIndex, call: DependencyCall, reader: string): NameMatch {
  const all = index.sources.get(call.arguments.join(".")) ?? [];
  const near = nearest(index, all, reader);
  const first = near.find((source) => source.enabled) ?? near[0];
  return first ? found(first) : { kind: "unknown" };
}

function nearest<T extends { readonly package: string }>(
  index: NameIndex,
  candidates: readonly T[],
  reader: string,
): readonly T[] {
  if (candidates.length < 2) return candidates;
  const own = ofPackage(candidates, reader);
  if (own.length > 0) return own;
  const root = ofPackage(candidates, index.root);
  return root.length > 0 ? root : candidates;
}

function ofPackage<T extends { readonly package: string }>(
  candidates: readonly T[],
  owner: string,
): readonly T[] {
  return candidates.filter((candidate) => candidate.package === owner);
}

function knownPackages(index: NameIndex): ReadonlySet<string> {
  const packages = new Set([index.root]);
  for (const nodes of index.nodes.values()) for (const node of nodes) packages.add(node.package);
  return packages;
}

function found(named: NamedNode | NamedSource): NameMatch {
  return { kind: named.enabled ? "found" : "disabled", named };
}

function sortedVersions(nodes: readonly NamedNode[]): readonly string[] {
  return [...nodes].sort(byVersion).map((node) => node.version as string);
}

function byVersion(a: NamedNode, b: NamedNode): number {
  return compareVersions(a.version ?? "", b.version ?? "");
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
