import { join } from "node:path";
import { hashOf } from "../base/hash.ts";
import { maskedJson } from "../base/masked-json.ts";
import type { Compiled } from "../compile/types.ts";
import type { NodeState } from "../graph/selection/state.ts";
import type { Graph, Node, NodeId } from "../graph/types.ts";
import type { Relation } from "../sql/relation.ts";
import { type ArtifactContext, type ArtifactMetadata, metadataOf } from "./metadata.ts";
import { readHead } from "./read-head.ts";
import { writeText } from "./write-text.ts";

/** `target/manifest.json`: the graph, and what was compiled of it. */
export interface Manifest {
  readonly metadata: ArtifactMetadata & {
    /** Hash of everything below; an equal manifest is not written again. */
    readonly contentHash: string;
  };
  readonly nodes: Readonly<Record<NodeId, ManifestNode>>;
  readonly groups: Graph["groups"];
}

export type ManifestNode = Node & {
  /** The table or view it becomes; absent for what becomes none. */
  readonly relation?: Relation;
  /** Hashes that `state:` compares. */
  readonly state: NodeState;
  /** Of the nodes and tests that the command compiled. */
  readonly compiled?: { readonly sql: string; readonly textHash: string };
};

export interface ManifestContent {
  readonly graph: Graph;
  readonly compiled?: Compiled;
  readonly relations: Readonly<Record<NodeId, Relation>>;
  /** Asked only where the manifest is written. */
  readonly states: () => Readonly<Record<NodeId, NodeState>>;
}

/**
 * Writes manifest.json, unless the one that is there says the same: for ten thousand models that is some twenty megabytes that a build with
 * nothing to do leaves alone.
 * @returns whether it was written
 */
export function writeManifest(content: ManifestContent, context: ArtifactContext): boolean {
  const file = join(context.folder, "manifest.json");
  const { graph, compiled, relations } = content;
  const contentHash = hashOf(
    context.target,
    JSON.stringify(graph.nodes),
    JSON.stringify(graph.groups),
    JSON.stringify(relations),
    Object.values(compiled?.nodes ?? {})
      .map((node) => node.textHash)
      .join(),
    Object.values(compiled?.tests ?? {})
      .map((test) => test.textHash)
      .join(),
  );
  const metadata = { ...metadataOf("manifest", context), contentHash };
  if (readHead(file)?.includes(`"contentHash":"${contentHash}"`)) return false;
  const states = content.states();
  const nodes: Record<NodeId, ManifestNode> = {};
  for (const node of Object.values(graph.nodes)) {
    const sql = compiled?.nodes[node.id]?.select ?? compiled?.tests[node.id]?.failures;
    const textHash = compiled?.nodes[node.id]?.textHash ?? compiled?.tests[node.id]?.textHash;
    const relation = relations[node.id];
    const state = states[node.id];
    if (state === undefined) continue;
    nodes[node.id] = {
      ...node,
      ...(relation && { relation }),
      state,
      ...(sql !== undefined && textHash !== undefined && { compiled: { sql, textHash } }),
    };
  }
  const manifest: Manifest = { metadata, nodes, groups: graph.groups };
  writeText(file, `${maskedJson(manifest)}\n`);
  return true;
}
