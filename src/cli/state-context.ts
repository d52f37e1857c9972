import { join, relative } from "node:path";
import { readArtifact } from "../artifacts/read-artifact.ts";
import { type Diagnostic, DiagnosticError } from "../base/diagnostic.ts";
import type { NodeState, SourceFreshness, StateContext } from "../graph/selection/state.ts";
import type { NodeId } from "../graph/types.ts";
import { hashesOf } from "../pipeline/write-artifacts.ts";
import type { Loaded } from "../pipeline.ts";

/** Which selector methods are asked for: each needs another artifact. */
export interface StateNeeds {
  readonly state: boolean;
  readonly result: boolean;
  readonly sourceStatus: boolean;
}

/**
 * Reads what selectors compare with. `folder` is that of --state; without it `result:` reads the last run of this project, and the others say
 * that they need it.
 */
export async function readStateContext(
  loaded: Loaded,
  folder: string | undefined,
  needs: StateNeeds,
): Promise<StateContext> {
  const problems: Diagnostic[] = [];
  const own = join(loaded.root, "target");
  const read = async <N extends Parameters<typeof readArtifact>[0]>(name: N, from: string) => {
    const outcome = await readArtifact(name, from, relative(process.cwd(), from) || ".");
    problems.push(...outcome.diagnostics);
    return outcome.value;
  };
  const manifest = needs.state && folder !== undefined ? await read("manifest", folder) : undefined;
  const runResults = needs.result ? await read("run_results", folder ?? own) : undefined;
  const before = needs.sourceStatus && folder !== undefined ? await read("sources", folder) : undefined;
  const now = before && (await read("sources", own));
  if (problems.length > 0) throw new DiagnosticError(problems);
  return {
    ...(manifest && { nodes: { previous: statesOf(manifest.nodes), hashes: hashesOf(loaded) } }),
    ...(runResults && { results: statusesOf(runResults.results.nodes) }),
    ...(before &&
      now && { sources: { previous: freshnessOf(before.sources), current: freshnessOf(now.sources) } }),
  };
}

function statesOf(nodes: Readonly<Record<string, { readonly state: NodeState }>>): Record<NodeId, NodeState> {
  return Object.fromEntries(Object.entries(nodes).map(([id, node]) => [id, node.state]));
}

interface Statuses {
  readonly id: NodeId;
  readonly status: string;
  readonly tests: readonly { readonly id: NodeId; readonly status: string }[];
}

function statusesOf(nodes: readonly Statuses[]): Record<NodeId, string> {
  const statuses: Record<NodeId, string> = {};
  for (const node of nodes) {
    statuses[node.id] = node.status;
    for (const test of node.tests) statuses[test.id] = test.status;
  }
  return statuses;
}

function freshnessOf(
  sources: Readonly<Record<string, { readonly status: string; readonly maxLoadedAt?: string }>>,
): Record<NodeId, SourceFreshness> {
  return Object.fromEntries(
    Object.entries(sources).map(([id, { status, maxLoadedAt }]) => [
      id,
      { status, ...(maxLoadedAt !== undefined && { maxLoadedAt }) },
    ]),
  );
}
