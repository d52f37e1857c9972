import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Session } from "../../adapters/adapter.ts";
import { type Diagnostic, DiagnosticError, diagnose, hasErrors } from "../../base/diagnostic.ts";
import { hashOf } from "../../base/hash.ts";
import { compileServed, type ServedSql, servedViews } from "../../compile/features/compile-served.ts";
import type { CompileOptions } from "../../compile/options.ts";
import { relationOf } from "../../compile/relation-of.ts";
import { servedSelect, unknownSelect } from "../../features/served-values.ts";
import type { FeatureNode, Graph } from "../../graph/types.ts";
import { readState } from "../../run/state/read-state.ts";
import type { WarehouseState } from "../../run/types.ts";
import { magic } from "../../serving/store/format.ts";
import { writePack } from "../../serving/store/write-pack.ts";
import type { ServedSource } from "../../serving/types.ts";
import { compileOptions } from "../compile-options.ts";
import type { Loaded } from "../loaded.ts";
import { type OpenRequest, openLater } from "../open-later.ts";
import { describeServed, servedNodes } from "./served-nodes.ts";

/** A pack that holds what is published. */
export interface PackedSet {
  readonly set: string;
  readonly file: string;
  /** False: it was there already. */
  readonly written: boolean;
}

export interface PackedFeatures {
  readonly packs: readonly PackedSet[];
  /** Why some sets are not among them. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Packs the current values of every view and set whose tables are built. A file is named by what it is made of: the statement, and the builds that
 * published the tables; one that is there is not written again. Files of earlier builds are removed.
 */
export async function packFeatures(loaded: Loaded, request: OpenRequest): Promise<PackedFeatures> {
  const { root, graph, target } = loaded;
  const folder = join(root, "target", "serving", target.name);
  const options = await compileOptions(loaded, {});
  const connection = openLater(loaded, { ...request, readOnly: true });
  const packs: PackedSet[] = [];
  const unbuilt: Unbuilt[] = [];
  try {
    const session = await connection.session();
    const state = await readState(session);
    mkdirSync(folder, { recursive: true });
    const present = new Set(readdirSync(folder));
    for (const node of servedNodes(graph)) {
      const missing = await findMissing(node, graph, options, session);
      if (missing.length > 0) {
        unbuilt.push({ name: node.name, missing });
        continue;
      }
      const source = sourceOf(node, graph, options);
      const name = `${encodeURIComponent(node.name)}.${stampOf(node, source, graph, state)}.pack`;
      const file = join(folder, name);
      if (!present.has(name)) await writePack(source, file, { session, dialect: options.dialect });
      packs.push({ set: node.name, file, written: !present.has(name) });
    }
  } finally {
    await connection.close();
  }
  removeOthers(folder, packs);
  return { packs, diagnostics: notBuilt(unbuilt) };
}

/** The views whose tables are not there. */
export async function findMissing(
  node: FeatureNode,
  graph: Graph,
  options: CompileOptions,
  session: Session,
): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const view of servedViews(graph, node))
    if ((await session.columns(relationOf(view, options))).length === 0) missing.push(view.name);
  return missing;
}

/** A view or set that cannot be served as long as views have no table. */
export interface Unbuilt {
  readonly name: string;
  readonly missing: readonly string[];
}

/** Says of all of them at once what has to be built. */
export function notBuilt(unbuilt: readonly Unbuilt[]): readonly Diagnostic[] {
  if (unbuilt.length === 0) return [];
  const views = [...new Set(unbuilt.flatMap(({ missing }) => missing))];
  const names = unbuilt.map(({ name }) => name);
  const own = names.every((name) => views.includes(name));
  const reason = own
    ? `${names.length === 1 ? "it is" : "they are"} not built`
    : `${listNames(views)} ${views.length === 1 ? "is" : "are"} not built`;
  const hint = `run \`quern build --select ${views.join(" ")}\``;
  return [diagnose("Q1273", { set: listNames(names), reason }, { severity: "warning", hint })];
}

function listNames(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 4).join(", ")} and ${names.length - 4} more` : names.join(", ");
}

function sourceOf(node: FeatureNode, graph: Graph, options: CompileOptions): ServedSource {
  const compile = (make: ServedSql) => {
    const { value, diagnostics } = compileServed(graph, node, options, make);
    if (hasErrors(diagnostics)) throw new DiagnosticError(diagnostics);
    return value;
  };
  const { dialect } = options;
  return {
    set: describeServed(node, graph),
    select: compile((served) => servedSelect(served, "all", dialect)),
    unknown: compile((served) => unknownSelect(served, dialect)),
  };
}

/** Equal where the pack would be: what is said of the set, how it is read, and the builds that published what is read. */
function stampOf(node: FeatureNode, source: ServedSource, graph: Graph, { nodes }: WarehouseState): string {
  const linked =
    node.kind === "training_set"
      ? node.set.features.flatMap(({ joins }) => joins.map((join) => join.node))
      : [];
  const builds = [...servedViews(graph, node).map(({ id }) => id), ...linked].map((id) => {
    const state = nodes[id];
    // What no build is known of may have changed at any time.
    return state ? `${state.runId} ${state.publishedAt} ${state.version}` : `unknown ${id} ${Date.now()}`;
  });
  return hashOf(magic, JSON.stringify(source.set), source.select, source.unknown, ...builds);
}

const hour = 3_600_000;

/** Packs of earlier builds, and what a killed process has left. On systems that hold open files fast, those that are served go the next time. */
function removeOthers(folder: string, packs: readonly PackedSet[]): void {
  const kept = new Set(packs.map(({ file }) => file));
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    const isOld =
      name.endsWith(".pack") || (name.endsWith(".part") && statSync(file).mtimeMs < Date.now() - hour);
    if (kept.has(file) || !isOld) continue;
    try {
      rmSync(file, { force: true });
    } catch (error) {
      if (!["EBUSY", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
  }
}
