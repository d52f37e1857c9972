import { createHash } from "node:crypto";
import { join } from "node:path";
import { maskedJson } from "../base/masked-json.ts";
import { version } from "../base/version.ts";
import type { Compiled } from "../compile/types.ts";
import type { NodeState } from "../graph/selection/state.ts";
import type { Graph, Node, NodeId } from "../graph/types.ts";
import type { Relation } from "../sql/relation.ts";
import { type ArtifactContext, type ArtifactMetadata, metadataOf } from "./metadata.ts";
import { readHead } from "./read-head.ts";
import type { ResolvedColumn } from "./resolved-columns.ts";
import { writeText } from "./write-text.ts";

/** `target/manifest.json`: the graph, and what was compiled of it. */
export interface Manifest {
  readonly metadata: ArtifactMetadata & {
    /** Hash of everything below; an equal manifest is not written again. */
    readonly contentHash: string;
  };
  readonly nodes: Readonly<Record<NodeId, ManifestNode>>;
  readonly groups: Graph["groups"];
  /** What features are of, by name. */
  readonly entities: Graph["entities"];
}

export type ManifestNode = Node & {
  /** The table or view it becomes; absent for what becomes none. */
  readonly relation?: Relation;
  /** Hashes that `state:` compares. */
  readonly state: NodeState;
  /** Of the nodes and tests that the command compiled. */
  readonly compiled?: { readonly sql: string; readonly textHash: string };
  /** What its statement gives, as it was last checked; `columns` is what is declared. */
  readonly resolvedColumns?: readonly ResolvedColumn[];
};

export interface ManifestContent {
  readonly graph: Graph;
  readonly compiled?: Compiled;
  /** The schema that relations go to where a node names none. */
  readonly schema: string;
  /** Asked only where the manifest is written. */
  readonly details: () => {
    readonly relations: Readonly<Record<NodeId, Relation>>;
    readonly states: Readonly<Record<NodeId, NodeState>>;
    readonly columnsOf: (id: NodeId) => readonly ResolvedColumn[] | undefined;
  };
  /** Tells what is known of columns from what was known before. */
  readonly known: string;
}

/**
 * Writes manifest.json, unless the one that is there says the same: for ten thousand models that is some twenty megabytes that a build with
 * nothing to do leaves alone.
 * @returns whether it was written
 */
export function writeManifest(content: ManifestContent, context: ArtifactContext): boolean {
  const file = join(context.folder, "manifest.json");
  const { graph, compiled } = content;
  const contentHash = hashContent(content, context);
  const metadata = { ...metadataOf("manifest", context), contentHash };
  if (readHead(file)?.includes(`"contentHash":"${contentHash}"`)) return false;
  const { relations, states, columnsOf } = content.details();
  const nodes: Record<NodeId, ManifestNode> = {};
  for (const node of Object.values(graph.nodes)) {
    const sql = compiled?.nodes[node.id]?.select ?? compiled?.tests[node.id]?.failures;
    const textHash = compiled?.nodes[node.id]?.textHash ?? compiled?.tests[node.id]?.textHash;
    const relation = relations[node.id];
    const state = states[node.id];
    if (state === undefined) continue;
    const resolvedColumns = columnsOf(node.id);
    nodes[node.id] = {
      ...node,
      ...(relation && { relation }),
      state,
      ...(resolvedColumns && { resolvedColumns }),
      ...(sql !== undefined && textHash !== undefined && { compiled: { sql, textHash } }),
    };
  }
  const manifest: Manifest = { metadata, nodes, groups: graph.groups, entities: graph.entities };
  writeText(file, `${maskedJson(manifest)}\n`);
  return true;
}

/** Hashes node by node: the text of ten thousand nodes at once would be memory for nothing. What follows from the rest is left out. */
function hashContent({ graph, compiled, schema, known }: ManifestContent, context: ArtifactContext): string {
  const hash = createHash("sha1").update(
    `${version}\n${context.project}\n${context.target}\n${schema}\n${known}\n`,
  );
  for (const node of Object.values(graph.nodes)) hash.update(JSON.stringify(node));
  hash.update(JSON.stringify([graph.groups, graph.entities]));
  for (const node of Object.values(compiled?.nodes ?? {})) hash.update(node.textHash);
  for (const test of Object.values(compiled?.tests ?? {})) hash.update(test.textHash);
  for (const test of Object.values(compiled?.unitTests ?? {})) hash.update(test.textHash);
  return hash.digest("hex");
}
