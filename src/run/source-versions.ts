import type { Session } from "../adapters/adapter.ts";
import { hashOf, stableJson } from "../base/hash.ts";
import { ancestorsOf } from "../graph/traverse.ts";
import type { Graph, NodeId, SourceNode } from "../graph/types.ts";
import { readSignatures } from "./sources/file-signatures.ts";
import { findFiles, isRemote } from "./sources/find-files.ts";
import { readTableVersion } from "./sources/table-version.ts";

export interface SourceVersionOptions {
  /** Absolute path of the project; paths of sources count from it. */
  readonly root: string;
  /** Asked for the versions of tables; a function is called only where there are some. */
  readonly session: Session | (() => Promise<Session>);
  /** Absolute path of the cache of files' signatures. */
  readonly cacheFile: string;
  /** Versions of tables that are known to hold, since nobody has written to the database since. */
  readonly known?: Readonly<Record<NodeId, string>>;
}

/**
 * The version of the data of each source that the nodes read, directly or through others. Files count by content: the sorted list of
 * their paths with the hash of each. What is behind a URL has a new version at each call, since nothing cheap tells whether it changed.
 */
export async function readSourceVersions(
  graph: Graph,
  ids: Iterable<NodeId>,
  options: SourceVersionOptions,
): Promise<Record<NodeId, string>> {
  const sources = sourcesOf(graph, ids);
  const versions: Record<NodeId, string> = {};
  const files = new Map<NodeId, readonly string[]>();
  const filesByPath = new Map<string, readonly string[]>();
  for (const { id, path } of sources) {
    if (path === undefined || isRemote(path)) continue;
    const found = filesByPath.get(path) ?? findFiles(options.root, path);
    filesByPath.set(path, found);
    files.set(id, found);
  }
  const signatures = await readSignatures(options.root, [...filesByPath.values()].flat(), options.cacheFile);
  for (const source of sources) {
    const found = files.get(source.id);
    const known =
      source.path === undefined && source.database === undefined ? options.known?.[source.id] : undefined;
    if (known !== undefined) {
      versions[source.id] = known;
      continue;
    }
    versions[source.id] = hashOf(
      readerOf(source),
      found === undefined
        ? await versionOfOther(source, options)
        : found.map((file) => `${file}=${signatures.get(file)}`).join("\n"),
    );
  }
  return versions;
}

/** The versions of those sources that are tables of the target: what the mirror of the state keeps. */
export function tableVersionsOf(
  graph: Graph,
  versions: Readonly<Record<NodeId, string>>,
): Record<NodeId, string> {
  return Object.fromEntries(
    Object.entries(versions).filter(([id]) => {
      const node = graph.nodes[id as NodeId];
      return node?.kind === "source" && node.path === undefined && node.database === undefined;
    }),
  );
}

function sourcesOf(graph: Graph, ids: Iterable<NodeId>): SourceNode[] {
  const all = [...ids];
  return [...new Set([...all, ...ancestorsOf(graph, all)])]
    .map((id) => graph.nodes[id])
    .filter((node) => node?.kind === "source");
}

/** How the source is read decides what is read. Where a node reads it, its statement says the same; a test of the source alone has only this. */
function readerOf({ format, readOptions, identifier, schema, columns }: SourceNode): string {
  const types = columns.map(({ name, type }) => [name, type ?? ""]);
  return stableJson({ format, readOptions, identifier, schema, types });
}

async function versionOfOther(source: SourceNode, options: SourceVersionOptions): Promise<string> {
  if (source.path !== undefined) return new Date().toISOString();
  const session = typeof options.session === "function" ? await options.session() : options.session;
  return readTableVersion(source, session);
}
