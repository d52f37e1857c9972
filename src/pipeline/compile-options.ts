import { findAdapter } from "../adapters/registry.ts";
import { DiagnosticError, hasErrors } from "../base/diagnostic.ts";
import type { CompileOptions } from "../compile/options.ts";
import { renderDependencies } from "../compile/render-dependencies.ts";
import type { ResolveOptions } from "../graph/resolve-graph.ts";
import type { Project, TargetConfig } from "../project/definitions.ts";
import { createTextReader } from "../project/text-reader.ts";
import { loadMacroFunctions } from "../project/typescript/load-macro-functions.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { Loaded } from "./loaded.ts";

/** Which rows of the data a build reads; all of them where nothing is said. */
export interface Shape {
  /** Only the last stretch of event time. */
  readonly sample?: { readonly seconds: number };
  /** No rows at all. */
  readonly empty?: boolean;
}

/** Everything compiling reads besides the graph. */
export async function compileOptions(loaded: Omit<Loaded, "graph">, shape: Shape): Promise<CompileOptions> {
  const { root, project, target, vars, environment, now } = loaded;
  return {
    dialect: await findDialect(target),
    target: { name: target.name, type: target.type, schema: target.schema },
    vars,
    environment,
    macros: project.macros,
    readText: createTextReader(root),
    callMacro: await macroCaller(root, project),
    buildQuery: await queryBuilder(loaded),
    now,
    ...(shape.sample && { sample: shape.sample }),
    ...(shape.empty && { empty: true }),
  };
}

/** What renders templates with computed refs; undefined where there are none, which saves loading the compiler. */
export async function dependencyRenderer(
  loaded: Omit<Loaded, "graph">,
): Promise<ResolveOptions["renderDependencies"]> {
  const { definitions, macros } = loaded.project;
  const templates = [
    ...definitions.map((definition) => ("template" in definition ? definition.template : undefined)),
    ...Object.values(macros).map((macro) => (macro.kind === "handlebars" ? macro.template : undefined)),
  ];
  if (!templates.some((template) => template?.dynamic)) return undefined;
  const options = await compileOptions(loaded, {});
  return (template) => renderDependencies(template, options);
}

/** The dialect without the engine: compiling needs no more. */
export async function findDialect(target: TargetConfig): Promise<Dialect> {
  return (await findAdapter(target.type, target)).dialect;
}

/** Functions of `macros/*.ts`: importing them takes a compiler, which is loaded only where there are some. */
async function macroCaller(root: string, { macros }: Project): Promise<CompileOptions["callMacro"]> {
  if (!Object.values(macros).some((macro) => macro.kind === "typescript")) return () => "";
  const { value: functions, diagnostics } = await loadMacroFunctions(root, macros);
  if (hasErrors(diagnostics)) throw new DiagnosticError(diagnostics);
  return (macro, args) => String(functions.get(macro.name)?.(...args) ?? "");
}

/** Query models in TypeScript: calling them takes Kysely, which is loaded only where there are some. */
async function queryBuilder({ root, project }: Omit<Loaded, "graph">): Promise<CompileOptions["buildQuery"]> {
  const isQuery = project.definitions.some(
    (one) => one.kind === "model" && one.template.typescript?.kind === "query",
  );
  if (!isQuery) return () => ({ value: undefined, diagnostics: [] });
  const { openQueryBuilder } = await import("./query-builder.ts");
  return openQueryBuilder(root, project);
}
