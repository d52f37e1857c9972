import { hashOf } from "../../base/hash.ts";
import type { Node, NodeId, RelationNode } from "../../graph/types.ts";
import { stateKey } from "../state/read-state.ts";
import type { FingerprintParts, NodeState, PlannedNode, Reason } from "../types.ts";
import { definitionOf } from "./definition.ts";
import { comparePlanned, fingerprintOf, hasSameFingerprint, ownFile, someBatches } from "./fingerprint.ts";
import { isRelationNode } from "./is-relation-node.ts";
import type { PlanInput } from "./plan-input.ts";
import type { StatementKey } from "./read-statements.ts";
import type { Reads } from "./reads.ts";
import { testSignature, unitSignature } from "./test-signature.ts";

export interface PlanningContext extends PlanInput {
  readonly tests: ReadonlyMap<NodeId, readonly NodeId[]>;
  readonly reads: (id: NodeId) => Reads;
  readonly statements: ReadonlyMap<NodeId, StatementKey>;
  /** Nodes planned so far; everything a node reads comes before it. */
  readonly planned: Map<NodeId, PlannedNode>;
  /** Versions of nodes outside the plan, as far as they were asked for. */
  readonly publishedVersions: Map<NodeId, string>;
}

/** Decides about one node: build it, only test it, or leave it as it is. */
export function planNode(id: NodeId, waitsFor: readonly NodeId[], context: PlanningContext): PlannedNode {
  const tests = context.tests.get(id) ?? [];
  const common = { id, tests, signatures: signaturesOf(tests, context), holding: noSignatures, waitsFor };
  const node = context.graph.nodes[id];
  if (!isRelationNode(node) || !context.selected.has(id) || context.command === "test")
    return planTestsOnly(common, context);
  const before = context.state.nodes[id];
  const parts = withBatches(partsOf(node, context), node, before, context);
  const isSeed = node.kind === "seed";
  const isSame = before !== undefined && hasSameFingerprint(before.parts, parts, isSeed);
  const fingerprint = isSame ? before.fingerprint : fingerprintOf(parts, isSeed);
  const reasons = reasonsToBuild(node, parts, isSame, before, context);
  if (reasons.length === 0 && before !== undefined) {
    const testReasons = reasonsToTest(common, before, context);
    const action = testReasons.length > 0 ? "test" : "reuse";
    return {
      ...withoutHolding(common, before, context, true),
      action,
      reasons: testReasons,
      fingerprint,
      version: before.version,
      parts,
      fullRefresh: false,
    };
  }
  // Rows that stay from one run to the next, and statements that give something else each time, make every run a new version.
  const isRepeatable = !parts.volatile && !["incremental", "snapshot"].includes(node.settings.materialized);
  const definition = definitionOf(id, parts, context);
  return {
    ...withoutHolding(common, before, context, false),
    action: "run",
    reasons,
    fingerprint,
    version: isRepeatable ? fingerprint : hashOf(fingerprint, context.runId),
    parts,
    fullRefresh: refreshesFully(node, parts, before, context),
    ...(definition !== undefined && { definition }),
  };
}

/** A first build of a range fills no more than that range: what is missing is filled by the next build without one. */
function withBatches(
  parts: FingerprintParts,
  node: RelationNode,
  before: NodeState | undefined,
  { flags }: PlanningContext,
): FingerprintParts {
  if (!flags.restate || node.settings.strategy !== "microbatch" || parts.sample !== "") return parts;
  const isFirst = before === undefined || before.parts.sample === someBatches || flags.fullRefresh;
  return isFirst ? { ...parts, sample: someBatches } : parts;
}

const noSignatures: readonly string[] = Object.freeze([]);

/**
 * Sets aside unit tests that have passed as they are: they see no data, so building the node again is no reason to run them. Where only
 * unit tests have changed (`isSame`), so are data tests that hold.
 */
function withoutHolding(
  common: Common,
  before: NodeState | undefined,
  { compiled, command, flags }: PlanningContext,
  isSame: boolean,
): Common {
  const { tests, signatures } = common;
  const hasUnits = before !== undefined && tests.some((id) => compiled.unitTests[id] !== undefined);
  if (!hasUnits || flags.force || command !== "build") return common;
  const passed = new Set(before.tests);
  const holds = tests.map((_id, index) => passed.has(signatures[index] ?? ""));
  const isUnit = (index: number) => {
    const id = tests[index];
    return id !== undefined && compiled.unitTests[id] !== undefined;
  };
  const dataHold = isSame && holds.every((held, index) => held || isUnit(index));
  const isKept = (index: number) => !(holds[index] && (isUnit(index) || dataHold));
  return {
    ...common,
    tests: tests.filter((_id, index) => isKept(index)),
    signatures: signatures.filter((_signature, index) => isKept(index)),
    holding: signatures.filter((_signature, index) => !isKept(index)),
  };
}

type Common = Pick<PlannedNode, "id" | "tests" | "signatures" | "holding" | "waitsFor">;

/** A source, an ephemeral model, or a node outside the selection that a selected test gates. */
function planTestsOnly(common: Common, context: PlanningContext): PlannedNode {
  const { id } = common;
  const node = context.graph.nodes[id];
  const before = context.state.nodes[id];
  const isPublished = isRelationNode(node);
  const parts = isPublished && before !== undefined ? before.parts : partsOf(node, context);
  const fingerprint = isPublished ? (before?.fingerprint ?? "") : fingerprintOf(parts, false);
  const reasons = isPublished || before !== undefined ? reasonsToTest(common, before, context) : [];
  const changed = isPublished || before === undefined ? [] : comparePlanned(before.parts, parts, false);
  const why = changed.length > 0 ? changed : before === undefined ? [{ kind: "new" } as const] : reasons;
  const runs = common.tests.length > 0 && why.length > 0;
  return {
    ...common,
    action: runs ? "test" : "reuse",
    reasons: runs ? why : [],
    fingerprint,
    version: isPublished ? (before?.version ?? "") : fingerprint,
    parts,
    fullRefresh: false,
  };
}

function partsOf(node: Node | undefined, context: PlanningContext): FingerprintParts {
  const { compiled, statements, flags } = context;
  if (node === undefined) throw new Error("a planned node is not in the graph");
  const compiledNode = compiled.nodes[node.id];
  const key = statements.get(node.id);
  const { parents, sources } = context.reads(node.id);
  const template = "template" in node ? node.template : undefined;
  const readSources = node.kind === "source" ? [node.id] : sources;
  return {
    statement: key?.statement ?? "",
    text: key?.text ?? "",
    settings: compiledNode?.settingsHash ?? "",
    inputs: { ...(template && { [ownFile]: template.hash }), ...compiledNode?.inputs },
    vars: hashValues(compiledNode?.vars ?? {}),
    parents: versionsOf(parents, context),
    sources: versionsOf(readSources, context),
    volatile: (key?.volatile ?? false) || (isRelationNode(node) && node.settings.volatile === true),
    ...(compiledNode?.moving && { moment: compiledNode.moving.moment }),
    sample: flags.empty ? "empty" : flags.sample ? `sample:${flags.sample.seconds}` : "",
  };
}

function versionsOf(ids: readonly NodeId[], context: PlanningContext): Record<NodeId, string> {
  const versions: Record<NodeId, string> = {};
  for (const id of ids) versions[id] = versionOf(id, context);
  return versions;
}

function versionOf(id: NodeId, context: PlanningContext): string {
  if (context.graph.nodes[id]?.kind === "source") return context.sourceVersions[id] ?? "";
  return context.planned.get(id)?.version ?? publishedVersion(id, context);
}

/**
 * What a node outside the plan gives its readers: what was published, and for a view also what it reads by now, since new data show
 * through it.
 */
function publishedVersion(id: NodeId, context: PlanningContext): string {
  const cached = context.publishedVersions.get(id);
  if (cached !== undefined) return cached;
  const state = context.state.nodes[id];
  const version = state?.version ?? "";
  context.publishedVersions.set(id, version);
  if (!state?.relation || context.state.relations[stateKey(state.relation)] !== "view") return version;
  const { parents, sources } = state.parts;
  const isAsPublished = [parents, sources].every((record) =>
    Object.entries(record).every(([parent, known]) => versionOf(parent as NodeId, context) === known),
  );
  if (isAsPublished) return version;
  const behind = [...Object.keys(parents), ...Object.keys(sources)].map((parent) =>
    versionOf(parent as NodeId, context),
  );
  const current = hashOf(version, ...behind);
  context.publishedVersions.set(id, current);
  return current;
}

/** Values of variables may be long or secret. */
function hashValues(vars: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(vars).map(([name, value]) => [name, hashOf(value).slice(0, 16)]));
}

function signaturesOf(tests: readonly NodeId[], context: PlanningContext): string[] {
  return tests.map((id) => {
    const unit = context.compiled.unitTests[id];
    if (unit) return unitSignature(unit, context.runId);
    const test = context.compiled.tests[id];
    const node = context.graph.nodes[id];
    if (!test || node?.kind !== "test") throw new Error(`${id} is planned but not compiled`);
    return testSignature(test, node, (parent) => versionOf(parent, context), context.runId);
  });
}

function reasonsToBuild(
  node: RelationNode,
  parts: FingerprintParts,
  isSame: boolean,
  before: NodeState | undefined,
  context: PlanningContext,
): readonly Reason[] {
  const { flags } = context;
  const asked: Reason[] = [];
  if (flags.force) asked.push({ kind: "forced" });
  if (flags.fullRefresh && hearsFullRefresh(node)) asked.push({ kind: "full-refresh" });
  if (flags.restate && node.settings.strategy === "microbatch") asked.push({ kind: "restatement" });
  if (before === undefined)
    return [{ kind: context.state.underway.includes(node.id) ? "killed" : "new" }, ...asked];
  if (isMissing(node.id, context)) asked.push({ kind: "missing" });
  if (parts.volatile) asked.push({ kind: "volatile" });
  return isSame ? asked : [...asked, ...comparePlanned(before.parts, parts, node.kind === "seed")];
}

function isMissing(id: NodeId, { compiled, state, fileExists }: PlanningContext): boolean {
  const node = compiled.nodes[id];
  if (!node) return false;
  if (node.relation !== null && state.relations[stateKey(node.relation)] === undefined) return true;
  return node.location !== undefined && fileExists?.(node.location) === false;
}

/** A test that passed on what is published, under the signature it has today, need not run again; `test` and `--force` run it. */
function reasonsToTest(
  { tests, signatures }: Common,
  before: NodeState | undefined,
  { command, flags }: PlanningContext,
): readonly Reason[] {
  if (tests.length === 0) return [];
  if (flags.force) return [{ kind: "forced" }];
  if (command === "test") return [{ kind: "asked" }];
  const passed = new Set(before?.tests);
  return signatures.every((signature) => passed.has(signature)) ? [] : [{ kind: "tests" }];
}

/** Views and tables are made anew whenever they run; a snapshot's history cannot be had again. Current values may be carried on. */
function hearsFullRefresh(node: RelationNode): boolean {
  if (node.settings.full_refresh === false) return false;
  const { materialized } = node.settings;
  return materialized === "incremental" || materialized === "seed" || node.kind === "feature_view";
}

function refreshesFully(
  node: RelationNode,
  parts: FingerprintParts,
  before: NodeState | undefined,
  { flags }: PlanningContext,
): boolean {
  if (node.settings.full_refresh !== undefined) return node.settings.full_refresh;
  if (flags.fullRefresh && hearsFullRefresh(node)) return true;
  if (flags.force && node.kind === "feature_view") return true;
  // The rows of a sample must not stay among those of the whole data; those of a range may.
  const rowsOf = ({ sample }: FingerprintParts) => (sample === someBatches ? "" : sample);
  return (
    node.settings.materialized === "incremental" &&
    before !== undefined &&
    rowsOf(before.parts) !== rowsOf(parts)
  );
}
