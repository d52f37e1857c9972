import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";
import { findSuggestion } from "../../base/suggest.ts";
import type { Entity } from "../../graph/features/types.ts";
import type { FeatureNode, TrainingSetNode } from "../../graph/types.ts";
import { listedNodes, whyNotServed } from "../../pipeline/features/served-nodes.ts";
import type { Loaded } from "../../pipeline.ts";

/** The entity of this name. */
export function findEntity(name: string, { graph }: Loaded): Entity {
  const found = graph.entities[name];
  if (found !== undefined && Object.hasOwn(graph.entities, name)) return found;
  const known = Object.keys(graph.entities);
  throw unknown("Q1265", name, known);
}

/** The view or set of this name. @param entity where it is asked for by the key of one */
export function findServed(name: string, { graph }: Loaded, entity?: string): FeatureNode {
  const nodes = listedNodes(graph).filter((node) => entity === undefined || node.entity === entity);
  const found = nodes.find((node) => node.name === name);
  const reason = found && entity !== undefined ? whyNotServed(found, graph) : undefined;
  if (reason !== undefined)
    throw new DiagnosticError([diagnose("Q1273", { set: name, reason }, { span: found?.span })]);
  if (found !== undefined) return found;
  throw unknown(
    "Q1266",
    name,
    nodes.map((node) => node.name),
    entity,
  );
}

/** The training set of this name; histories of views are none. */
export function findTrainingSet(name: string, { graph }: Loaded): TrainingSetNode {
  const sets = Object.values(graph.nodes).filter(
    (node): node is TrainingSetNode => node.kind === "training_set" && node.set.historyOf === undefined,
  );
  const found = sets.find((node) => node.name === name);
  if (found !== undefined) return found;
  throw unknown(
    "Q1266",
    name,
    sets.map((node) => node.name),
  );
}

function unknown(
  code: "Q1265" | "Q1266",
  name: string,
  known: readonly string[],
  entity?: string,
): DiagnosticError {
  const suggestion = findSuggestion(name, known);
  return new DiagnosticError([
    diagnose(code, {
      name,
      known,
      ...(suggestion !== undefined && { suggestion }),
      ...(entity !== undefined && { entity }),
    }),
  ]);
}
