import { DiagnosticError, diagnose, hasErrors } from "../base/diagnostic.ts";
import { findSuggestion } from "../base/suggest.ts";
import type { NodeId } from "../graph/types.ts";
import type { TemplateFacts } from "../project/template-facts.ts";
import { keyOf, type NamedCall, parseRef, parseSource } from "../project/typescript/dependency-names.ts";
import { describeValue } from "../project/typescript/describe-value.ts";
import type { RowsGivens } from "../project/typescript/givens.ts";
import { givensOf } from "../project/typescript/givens-of.ts";
import { loadModels } from "../project/typescript/load-models.ts";
import { modelTag } from "../project/typescript/model.ts";
import type { RowsCaller, RowsReading } from "../rows/rows-caller.ts";
import { renderDependencyCall } from "../template/dependency-text.ts";
import type { Loaded } from "./loaded.ts";

/** Returns what calls the functions of the rows models among the nodes; their bundles are imported. Undefined where there are none. */
export async function openRowsCaller(
  { root, graph, project, vars, target }: Loaded,
  ids: Iterable<NodeId>,
): Promise<RowsCaller | undefined> {
  const templates = new Map<NodeId, TemplateFacts>();
  for (const id of ids) {
    const node = graph.nodes[id];
    if (node && "template" in node && node.template?.typescript?.kind === "rows")
      templates.set(id, node.template);
  }
  if (templates.size === 0) return undefined;
  const { value: find, diagnostics } = await loadModels(root, templates.values());
  if (hasErrors(diagnostics)) throw new DiagnosticError(diagnostics);
  const givens = givensOf({ ...project.config, vars }, { target: target.name });
  const open = (id: NodeId) => {
    const template = templates.get(id);
    const loaded = template && find(template);
    if (!template?.typescript || !loaded || loaded.model[modelTag] !== "rows")
      throw new Error(`${id} is planned but its function is not loaded`);
    return { template, facts: template.typescript, model: loaded.model, places: loaded.places };
  };
  return {
    call(id, reading) {
      const { template, facts, model, places } = open(id);
      const read = (kind: "ref" | "source", args: readonly unknown[]) => {
        const span = places.ofStack(new Error().stack) ?? facts.span;
        const call = kind === "ref" ? parseRef(args) : parseSource(args);
        if (!call) {
          const problem = `has no name in ${args.map(describeValue).join(", ") || "its arguments"}`;
          throw new DiagnosticError([diagnose("Q1010", { call: kind, problem }, { span })]);
        }
        const reader = reading.reader(renderDependencyCall({ ...call, span }));
        if (!reader)
          throw new DiagnosticError([diagnose("Q1011", unknownCall(facts.name, call, template), { span })]);
        return reader;
      };
      return model.build(rowsGivens(givens, reading, read));
    },
    describe(id, error) {
      const { facts, places } = open(id);
      const { message, stack } =
        error instanceof Error ? error : { message: String(error), stack: undefined };
      const span = places.ofStack(stack) ?? facts.span;
      return diagnose("Q1007", { model: facts.name, reason: message }, { span });
    },
  };
}

function rowsGivens(
  givens: ReturnType<typeof givensOf>,
  { incremental, vars, self }: RowsReading,
  read: (kind: "ref" | "source", args: readonly unknown[]) => object,
): RowsGivens {
  return {
    ...givens,
    vars: { ...givens.vars, ...vars },
    incremental,
    self,
    ref: (...args: unknown[]) => read("ref", args),
    source: (...args: unknown[]) => read("source", args),
  } as unknown as RowsGivens;
}

function unknownCall(model: string, call: NamedCall, { dependencies }: TemplateFacts) {
  const name = `${call.call} "${call.arguments.join('" "')}"`;
  const suggestion = findSuggestion(keyOf(call), dependencies.map(keyOf));
  return { model, call: name, ...(suggestion !== undefined && { suggestion }) };
}
