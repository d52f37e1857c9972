import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { type Catalog, writeCatalog } from "../artifacts/catalog.ts";
import { writeManifest } from "../artifacts/manifest.ts";
import type { ArtifactContext } from "../artifacts/metadata.ts";
import { describeCatalog } from "../artifacts/read-catalog.ts";
import { writeRunResults } from "../artifacts/run-results.ts";
import { hashOf } from "../base/hash.ts";
import { findDescription } from "../bind/inherited-docs.ts";
import type { Compiled } from "../compile/types.ts";
import { stateOf } from "../graph/selection/state.ts";
import type { NodeId } from "../graph/types.ts";
import type { PlanFlags } from "../run/plan-run.ts";
import type { Results } from "../run/types.ts";
import type { Loaded } from "./loaded.ts";
import { relationsOf } from "./relations.ts";
import { rememberedNodes, resolveColumns, stampOfRemembered } from "./resolve-columns.ts";

/** What is told of a run. */
export interface RunFindings {
  readonly compiled: Compiled;
  readonly results: Results;
  /** What the warehouse holds, without descriptions; undefined where it was not opened. */
  readonly catalog: Catalog["nodes"] | undefined;
}

/** Writes manifest, results and the catalog after a run, and lets others have their turn in between. */
export async function writeArtifacts(
  loaded: Loaded,
  { flags, runId, check }: { readonly flags: PlanFlags; readonly runId: string; readonly check?: boolean },
  { compiled, results, catalog }: RunFindings,
): Promise<void> {
  const context = artifactContext(loaded, runId);
  const { graph } = loaded;
  // What was last checked says nothing of statements that have not been.
  const isKnown = check !== false;
  let remembered: ReturnType<typeof rememberedNodes> | undefined;
  const known = () => {
    remembered ??= isKnown ? rememberedNodes(loaded) : { nodes: {} };
    return remembered;
  };
  writeRunResults(
    results,
    {
      vars: loaded.givenVars,
      fullRefresh: flags.fullRefresh ?? false,
      empty: flags.empty ?? false,
      ...(flags.sample && { sample: flags.sample.seconds }),
    },
    context,
  );
  await setImmediate();
  if (catalog) {
    const describe = (id: NodeId, column: string) => findDescription(known(), graph, id, column)?.text;
    writeCatalog(describeCatalog(catalog, describe), context);
  }
  await setImmediate();
  writeManifest(
    {
      graph: loaded.graph,
      compiled,
      schema: loaded.target.schema,
      details: () => ({
        relations: relationsOf(loaded),
        states: stateOf(loaded.graph, hashesOf(loaded)),
        columnsOf: (id) => resolveColumns(known(), graph, id),
      }),
      known: isKnown ? stampOfRemembered(loaded) : "",
    },
    context,
  );
}

/** What a command writes its artifacts with. */
export function artifactContext({ root, graph, target, now }: Loaded, invocationId: string): ArtifactContext {
  return { folder: join(root, "target"), invocationId, project: graph.name, target: target.name, now };
}

/** Hashes of macros by name and of seeds' files by node, as `state:` compares them. */
export function hashesOf({ root, project, graph }: Loaded): Readonly<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const macro of Object.values(project.macros)) hashes[macro.name] = macro.hash;
  for (const node of Object.values(graph.nodes))
    if (node.kind === "seed") hashes[node.id] = hashOf(readFileSync(join(root, node.file), "latin1"));
  return hashes;
}
