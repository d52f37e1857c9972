import { DiagnosticError, diagnose, hasErrors, type Outcome } from "../base/diagnostic.ts";
import type { BuiltQuery, CompileOptions, QueryRequest } from "../compile/options.ts";
import type { Project } from "../project/definitions.ts";
import type { TemplateFacts } from "../project/template-facts.ts";
import { type CalledQuery, callQuery } from "../project/typescript/call-query.ts";
import { keyOf } from "../project/typescript/dependency-names.ts";
import { type LoadedModel, loadModels } from "../project/typescript/load-models.ts";
import { modelTag } from "../project/typescript/model.ts";
import { renderQuery } from "../sql/kysely/render-query.ts";

/** Returns what builds the queries of models in TypeScript, their bundles imported. */
export async function openQueryBuilder(
  root: string,
  project: Project,
): Promise<CompileOptions["buildQuery"]> {
  const templates = project.definitions.flatMap((one) =>
    one.kind === "model" && one.template.typescript?.kind === "query" ? [one.template] : [],
  );
  const { value: find, diagnostics } = await loadModels(root, templates);
  if (hasErrors(diagnostics)) throw new DiagnosticError(diagnostics);
  return (template, request) => {
    const loaded = find(template);
    return loaded ? build(loaded, template, request) : { value: undefined, diagnostics: [] };
  };
}

function build(
  { model, places }: LoadedModel,
  template: TemplateFacts,
  request: QueryRequest,
): Outcome<BuiltQuery | undefined> {
  const { typescript } = template;
  if (model[modelTag] !== "query" || !typescript) return { value: undefined, diagnostics: [] };
  const { name, span } = typescript;
  const { vars, target, incremental, self } = request;
  const called = callQuery(model, {
    vars,
    target,
    name,
    incremental,
    span,
    places,
    self,
    reference: (call, stack) => {
      const known = template.dependencies.find(
        (each) => keyOf(each) === keyOf(call) && each.call === call.call,
      );
      return request.reference(known ?? { ...call, span: places.ofStack(stack) ?? span }) ?? keyOf(call);
    },
  });
  if (!called.value) return { value: undefined, diagnostics: called.diagnostics };
  const { query, read, readsIncremental } = called.value;
  try {
    return {
      value: { text: renderQuery(query), vars: varsOf(read), readsIncremental },
      diagnostics: called.diagnostics,
    };
  } catch (error) {
    // A value that SQL has no literal for.
    const reason = error instanceof Error ? error.message : String(error);
    return { value: undefined, diagnostics: [diagnose("Q1007", { model: name, reason }, { span })] };
  }
}

function varsOf(read: CalledQuery["read"]): Record<string, string> {
  const vars: Record<string, string> = {};
  for (const [key, value] of Object.entries(read))
    if (key.startsWith("vars.")) vars[key.slice("vars.".length)] = value;
  return vars;
}
