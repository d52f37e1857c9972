import { diagnose } from "../base/diagnostic.ts";
import { hashOf } from "../base/hash.ts";
import { isFeatureNode } from "../graph/node-kinds.ts";
import type { FeatureNode, ModelNode, RelationNode, SeedNode, SnapshotNode } from "../graph/types.ts";
import { checkRowsSettings, compileRows, isRowsModel } from "./compile-rows.ts";
import { isEphemeral } from "./ephemeral.ts";
import { renderFeatures, renderMoving } from "./features/compile-features.ts";
import { compileRefresh } from "./features/compile-refresh.ts";
import { compileTraining } from "./features/compile-training.ts";
import { statisticsRequest } from "./features/statistics-request.ts";
import { hashSettings } from "./hash-settings.ts";
import { batchEndMarker, batchStartMarker } from "./microbatch.ts";
import type { RowFilter } from "./references.ts";
import { relationOf } from "./relation-of.ts";
import { type Body, type Compilation, inlineEphemerals, joinPieces, renderBody } from "./render-node.ts";
import { isQueryModel, renderQueryModel } from "./render-query-model.ts";
import { seedSelect } from "./seed-select.ts";
import { readStatement } from "./statement-text.ts";
import type { CompiledNode } from "./types.ts";

/** Compiles a model, snapshot or seed to the statements it may need. */
export function compileNode(compilation: Compilation, node: RelationNode): CompiledNode {
  if (node.kind === "seed") return compileSeed(compilation, node);
  if (isFeatureNode(node)) return compileFeatures(compilation, node);
  return isRowsModel(node) ? compileRowsModel(compilation, node) : compileTemplate(compilation, node);
}

/** The ways a template is rendered. Which one runs depends on what the warehouse holds. */
export type Variant = "select" | "incrementalSelect" | "batchSelect";

/** How refs are filtered and what `incremental` says in a variant. A batch depends on its interval alone, so `incremental` is false. */
export function describeVariant(variant: Variant): {
  readonly filter: RowFilter;
  readonly incremental: boolean;
} {
  const batch = { start: batchStartMarker, end: batchEndMarker };
  return {
    filter: { reduce: true, ...(variant === "batchSelect" && { batch }) },
    incremental: variant === "incrementalSelect",
  };
}

/** Renders one variant of a node's template. */
export function renderVariant(
  compilation: Compilation,
  node: ModelNode | SnapshotNode,
  variant: Variant,
  extra: Pick<Parameters<typeof renderBody>[1], "segments"> = {},
): Body {
  if (isQueryModel(node))
    return renderQueryModel(compilation, node, {
      self: selfOf(compilation, node),
      ...describeVariant(variant),
    });
  const { file } = node.template;
  return renderBody(compilation, {
    file,
    text: compilation.options.readText(file),
    reader: node,
    self: selfOf(compilation, node),
    ...describeVariant(variant),
    ...extra,
  });
}

function compileTemplate(compilation: Compilation, node: ModelNode | SnapshotNode): CompiledNode {
  const { options, problems } = compilation;
  const { settings } = node;
  const whole = renderVariant(compilation, node, "select");
  const before = problems.length;
  checkStatement(compilation, node, whole.text);
  const bodies = [whole];
  const select = joinPieces(inlineEphemerals(compilation, whole, { reduce: true }));

  let incrementalSelect: string | undefined;
  if (settings.materialized === "incremental" && whole.readsIncremental) {
    const body = renderVariant(compilation, node, "incrementalSelect");
    if (problems.length === before) checkStatement(compilation, node, body.text);
    bodies.push(body);
    incrementalSelect = joinPieces(inlineEphemerals(compilation, body, { reduce: true }));
  }
  let batchSelect: string | undefined;
  if (settings.materialized === "incremental" && settings.strategy === "microbatch") {
    const body = renderVariant(compilation, node, "batchSelect");
    bodies.push(body);
    batchSelect = joinPieces(inlineEphemerals(compilation, body, { reduce: true }));
  }
  const hooks = compileHooks(compilation, node);
  return {
    id: node.id,
    materialized: settings.materialized,
    relation: isEphemeral(node) ? null : relationOf(node, options),
    select,
    ...(incrementalSelect !== undefined && { incrementalSelect }),
    ...(batchSelect !== undefined && { batchSelect }),
    textHash: hashOf(...bodies.map((body) => body.text), ...(hooks?.pre ?? []), ...(hooks?.post ?? [])),
    settingsHash: hashSettings(settings),
    inputs: macroHashes(compilation, node.macros, bodies),
    vars: mergeVars(bodies),
    ...(settings.materialized === "external" &&
      settings.location !== undefined && { location: settings.location }),
    ...(hooks && { hooks }),
  };
}

function compileRowsModel(compilation: Compilation, node: ModelNode | SnapshotNode): CompiledNode {
  const { settings } = node;
  compilation.problems.push(...checkRowsSettings(node));
  const { select, rows, vars } = compileRows(compilation, node);
  const hooks = compileHooks(compilation, node);
  return {
    id: node.id,
    materialized: settings.materialized,
    relation: relationOf(node, compilation.options),
    select,
    rows,
    textHash: hashOf(select, rows.hash, ...(hooks?.pre ?? []), ...(hooks?.post ?? [])),
    settingsHash: hashSettings(settings),
    inputs: {},
    vars,
    ...(settings.materialized === "external" &&
      settings.location !== undefined && { location: settings.location }),
    ...(hooks && { hooks }),
  };
}

function compileFeatures(compilation: Compilation, node: FeatureNode): CompiledNode {
  const body = renderFeatures(compilation, node);
  const moving = renderMoving(compilation, node);
  const refresh = node.kind === "feature_view" ? compileRefresh(compilation, node) : undefined;
  const training = node.kind === "training_set" ? compileTraining(compilation, node) : undefined;
  const whole = (part: Body) => joinPieces(inlineEphemerals(compilation, part, { reduce: true }));
  const hooks = compileHooks(compilation, node);
  return {
    id: node.id,
    materialized: node.settings.materialized,
    relation: relationOf(node, compilation.options),
    select: whole(body),
    ...(moving && { moving: { moment: moving.moment, select: whole(moving.body) } }),
    ...(refresh && { refresh }),
    ...(training && { training }),
    textHash: hashOf((moving?.body ?? body).text, ...(hooks?.pre ?? []), ...(hooks?.post ?? [])),
    settingsHash: hashSettings(node.settings),
    inputs: macroHashes(compilation, [], [body]),
    vars: body.vars,
    ...(hooks && { hooks }),
    statistics: statisticsRequest(node, compilation.graph, compilation.options),
  };
}

function compileSeed(compilation: Compilation, node: SeedNode): CompiledNode {
  const { options } = compilation;
  const text = options.readText(node.file);
  const select = seedSelect(node, text, options);
  const hooks = compileHooks(compilation, node);
  return {
    id: node.id,
    materialized: "seed",
    relation: relationOf(node, options),
    select,
    textHash: hashOf(select, ...(hooks?.pre ?? []), ...(hooks?.post ?? [])),
    settingsHash: hashSettings(node.settings),
    inputs: { [node.file]: hashOf(text) },
    vars: {},
    ...(hooks && { hooks }),
  };
}

function compileHooks(compilation: Compilation, node: RelationNode): CompiledNode["hooks"] {
  const { pre_hook: pre = [], post_hook: post = [] } = node.settings;
  if (pre.length === 0 && post.length === 0) return undefined;
  const render = (text: string): string =>
    text.includes("{{")
      ? renderBody(compilation, {
          file: node.span.file,
          text,
          reader: { name: node.name, package: node.package },
          filter: { reduce: false },
          self: selfOf(compilation, node),
          at: node.span,
        }).text
      : text;
  return { pre: pre.map(render), post: post.map(render) };
}

/** What `{{this}}` writes. */
export function selfOf({ options }: Compilation, node: RelationNode): string {
  return options.dialect.renderRelation(relationOf(node, options));
}

function checkStatement({ problems }: Compilation, node: ModelNode | SnapshotNode, text: string): void {
  const { kind } = readStatement(text);
  if (kind === "one") return;
  // A template that failed to render says so itself.
  if (kind === "none" && problems.some((problem) => problem.span?.file === node.template.file)) return;
  const code = kind === "none" ? "Q0463" : "Q0462";
  problems.push(diagnose(code, { name: node.name }, { span: node.span }));
}

/** Hashes of the macros a node reaches: those the graph knows from the syntax, and those only rendering showed. */
export function macroHashes(
  { options }: Compilation,
  known: readonly string[],
  bodies: readonly Body[],
): Readonly<Record<string, string>> {
  if (known.length === 0 && bodies.every((body) => body.macros.length === 0)) return {};
  const names = new Set([...known, ...bodies.flatMap((body) => body.macros)]);
  const hashes: Record<string, string> = {};
  for (const name of [...names].sort()) {
    const macro = options.macros[name];
    if (macro !== undefined) hashes[name] = macro.hash;
  }
  return hashes;
}

function mergeVars(bodies: readonly Body[]): Readonly<Record<string, string>> {
  const [first] = bodies;
  return bodies.length === 1 && first !== undefined
    ? first.vars
    : Object.assign({}, ...bodies.map((body) => body.vars));
}
