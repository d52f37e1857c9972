import { diagnose } from "../../base/diagnostic.ts";
import { findSuggestion } from "../../base/suggest.ts";
import type { EncodingDefinition } from "../../project/features/definitions.ts";
import type { Report } from "./feature-scope.ts";
import type { EncodingSpec } from "./types.ts";

/** What each method takes beside its column. */
export const encodingParameters: Readonly<Record<string, readonly string[]>> = {
  one_hot: ["values", "limit"],
  frequency: [],
  target: ["folds", "smoothing", "seed"],
  standard: [],
  min_max: [],
  robust: [],
  log: [],
  clip: ["lower", "upper"],
  bins: ["count"],
  impute: ["with"],
};

/** Resolves the encodings of a set; what is wrong is reported and left out. */
export function resolveEncodings(
  encodings: readonly EncodingDefinition[],
  set: { readonly name: string; readonly columns: readonly string[]; readonly hasLabel: boolean },
  report: Report,
): readonly EncodingSpec[] {
  return encodings.flatMap((encoding) => {
    const { column, method, as, parameters } = encoding;
    if (!set.columns.includes(column.text)) {
      const suggestion = findSuggestion(column.text, set.columns);
      const known = { column: column.text, set: set.name, known: set.columns };
      report(diagnose("Q1218", { ...known, ...(suggestion && { suggestion }) }, { span: column.span }));
      return [];
    }
    refuseParameters(encoding, encodingParameters[method.text] ?? [], report);
    const problem = problemOf(encoding, set.hasLabel);
    if (problem !== undefined) {
      report(diagnose("Q1219", { method: method.text, problem }, { span: method.span }));
      return [];
    }
    const name = as ?? (method.text === "one_hot" ? column.text : `${column.text}_${method.text}`);
    return [{ column: column.text, as: name, method: method.text, parameters, span: column.span }];
  });
}

/** Reports the parameters that the method does not know. */
function refuseParameters(
  { method, parameters, spans }: EncodingDefinition,
  known: readonly string[],
  report: Report,
): void {
  for (const key of Object.keys(parameters)) {
    if (known.includes(key)) continue;
    report(diagnose("Q1203", { key, what: `method: ${method.text}` }, { span: spans[key] ?? method.span }));
  }
}

function problemOf({ method, parameters }: EncodingDefinition, hasLabel: boolean): string | undefined {
  const { lower, upper, count, with: filling } = parameters;
  if (method.text === "target" && !hasLabel) return "the set has no label";
  if (method.text === "bins" && count === undefined) return "`count` says how many bins";
  if (method.text === "impute" && filling === undefined)
    return "`with` says what stands for a missing value: mean, median, mode, or a constant";
  if (
    method.text === "clip" &&
    (lower === undefined || upper === undefined || lower === null || upper === null)
  )
    return "`lower` and `upper` say between which quantiles";
  if (method.text === "clip" && Number(lower) >= Number(upper)) return "`lower` is not below `upper`";
  return undefined;
}
