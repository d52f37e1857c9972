import { diagnose } from "../../base/diagnostic.ts";
import { findSuggestion } from "../../base/suggest.ts";
import type { DriftLimit } from "../../features/statistics/request.ts";
import type { DriftDefinition, Word } from "../../project/features/definitions.ts";
import type { NodeId } from "../types.ts";
import type { Report } from "./feature-scope.ts";
import { parseLength } from "./lengths.ts";
import type { DriftSpec } from "./types.ts";

/** Who is compared, and with what it may be. */
export interface DriftScope {
  readonly id: NodeId;
  readonly name: string;
  /** Names of its features. */
  readonly features: readonly string[];
  /** The relations of the project by name. */
  readonly relations: ReadonlyMap<string, NodeId>;
  readonly report: Report;
}

/**
 * Resolves the rules of drift of a view or set. What a rule compares with is no parent: it is taken as it stands in the warehouse, so that a view
 * can be held against the training set that is made of it.
 */
export function resolveDrift(
  definitions: readonly DriftDefinition[],
  scope: DriftScope,
): readonly DriftSpec[] {
  return definitions.flatMap((definition) => {
    const reference = resolveReference(definition.reference, scope);
    const psi = definition.psi && readLimit(definition.psi, scope.report);
    const ks = definition.ks && readLimit(definition.ks, scope.report);
    for (const pattern of definition.features ?? []) checkPattern(pattern, scope);
    if (!reference) return [];
    return [
      {
        reference,
        ...(psi && { psi }),
        ...(ks && { ks }),
        severity: definition.severity,
        ...(definition.features && { features: definition.features.map(({ text }) => text) }),
      },
    ];
  });
}

function resolveReference(
  { text, span }: Word,
  { id, name, relations, report }: DriftScope,
): DriftSpec["reference"] | undefined {
  if (text === "previous") return { kind: "previous" };
  const length = parseLength(text);
  if (length) return { kind: "before", duration: length.duration };
  const node = relations.get(text);
  if (node !== undefined && node !== id) return { kind: "node", node };
  const suggestion = node === id ? "previous" : findSuggestion(text, ["previous", ...relations.keys()]);
  report(
    diagnose(
      "Q1282",
      { name, reference: text, isItself: node === id, ...(suggestion && { suggestion }) },
      { span },
    ),
  );
  return undefined;
}

/** `> 0.2`, `>= 0.2`, `0.2`. */
function readLimit({ text, span }: Word, report: Report): DriftLimit | undefined {
  const match = /^\s*(>=|>)?\s*(\d+(?:\.\d*)?|\.\d+)\s*$/.exec(text);
  if (match) return { operator: match[1] === ">=" ? ">=" : ">", value: Number(match[2]) };
  report(diagnose("Q1283", { text }, { span }));
  return undefined;
}

function checkPattern({ text, span }: Word, { name, features, report }: DriftScope): void {
  const parts = text.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(`^${parts.join(".*")}$`, "i");
  if (features.some((feature) => pattern.test(feature))) return;
  const suggestion = findSuggestion(text, features);
  report(
    diagnose(
      "Q1217",
      { name: text, view: name, known: features, ...(suggestion && { suggestion }) },
      { span },
    ),
  );
}
