import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";
import { findSuggestion } from "../../base/suggest.ts";
import { referenceOf } from "../../compile/features/statistics-request.ts";
import type { DriftReference } from "../../features/statistics/request.ts";
import { parseLength } from "../../graph/features/lengths.ts";
import { isRelationNode } from "../../graph/node-kinds.ts";
import { compileOptions } from "../../pipeline/compile-options.ts";
import type { NamedFeatures } from "./open-feature-node.ts";

/** What `--reference` means: `previous`, a length of time, or the name of a relation of the project. */
export async function findReference(text: string, { loaded, node }: NamedFeatures): Promise<DriftReference> {
  const { graph } = loaded;
  const options = await compileOptions(loaded, {});
  const length = parseLength(text);
  if (text === "previous") return referenceOf({ kind: "previous" }, node, graph, options);
  if (length) return referenceOf({ kind: "before", duration: length.duration }, node, graph, options);
  const relations = Object.values(graph.nodes).filter(
    (one) => isRelationNode(one) && one.settings.materialized !== "ephemeral" && one.id !== node.id,
  );
  const found = relations.find(({ name }) => name === text);
  if (found) return referenceOf({ kind: "node", node: found.id }, node, graph, options);
  const isItself = text === node.name;
  const known = ["previous", ...relations.map(({ name }) => name)];
  const suggestion = isItself ? "previous" : findSuggestion(text, known);
  throw new DiagnosticError([
    diagnose("Q1282", { name: node.name, reference: text, isItself, ...(suggestion && { suggestion }) }),
  ]);
}
