import { type Diagnostic, diagnose, type Outcome } from "../../base/diagnostic.ts";
import { findSuggestion } from "../../base/suggest.ts";
import { idsOf, nodesOf } from "../node-list.ts";
import type { Graph, NodeId } from "../types.ts";
import { evaluate, evaluateNamed, openEvaluation } from "./evaluate.ts";
import { parseSelectors } from "./parse-selector.ts";
import type { SelectionRequest, Spec } from "./types.ts";

export type { StateContext } from "./state.ts";
export type { IndirectSelection, SelectionRequest } from "./types.ts";

/**
 * Finds the nodes that a command is to work on, by dbt's grammar: `select` without `exclude`, or a named selector; where nothing is
 * asked for, the default selector or else every node. The set keeps the graph's order of definition.
 *
 * Bad selectors are errors with a caret; one that matches nothing is a warning.
 */
export function selectNodes(graph: Graph, request: SelectionRequest = {}): Outcome<ReadonlySet<NodeId>> {
  const problems: Diagnostic[] = [];
  const found = findNodes(graph, request, problems);
  const { resourceTypes, excludeResourceTypes } = request;
  if (!found && !resourceTypes && !excludeResourceTypes)
    return { value: idsOf(graph), diagnostics: problems };
  const kept = new Set<NodeId>();
  for (const { id, kind } of nodesOf(graph)) {
    if (found && !found.has(id)) continue;
    if (resourceTypes && !resourceTypes.includes(kind)) continue;
    if (excludeResourceTypes?.includes(kind)) continue;
    kept.add(id);
  }
  return { value: kept, diagnostics: problems };
}

/** The nodes before resource types are looked at; undefined for all of them. */
function findNodes(
  graph: Graph,
  request: SelectionRequest,
  problems: Diagnostic[],
): ReadonlySet<NodeId> | undefined {
  const { select = [], exclude = [], selector, indirectSelection = "eager", state = {} } = request;
  const isOpen = select.length === 0 && exclude.length === 0;
  const evaluation = openEvaluation(graph, state, indirectSelection, problems);

  const byDefault = isOpen && selector === undefined;
  const named = byDefault
    ? graph.selectors.find((one) => one.isDefault)
    : graph.selectors.find((one) => one.name === selector);
  if (named) {
    if (!isOpen) problems.push(diagnose("Q0128", { selector: named.name }));
    const { direct } = evaluateNamed(named, evaluation);
    if (direct.size === 0 && problems.length === 0)
      problems.push(diagnose("Q0122", { selector: named.name }));
    return direct;
  }
  if (selector !== undefined) {
    const suggestion = findSuggestion(
      selector,
      graph.selectors.map((one) => one.name),
    );
    problems.push(diagnose("Q0123", { name: selector, quote: "", suggestion }));
    return new Set();
  }
  if (isOpen) return undefined;
  return evaluate(specOf(select, exclude, indirectSelection, problems), evaluation).direct;
}

function specOf(
  select: readonly string[],
  exclude: readonly string[],
  indirect: NonNullable<SelectionRequest["indirectSelection"]>,
  problems: Diagnostic[],
): Spec {
  const included: Spec = select.length > 0 ? parseSelectors(select, indirect, problems) : { kind: "all" };
  if (exclude.length === 0) return included;
  // Whatever is left out takes its tests along, however those of the rest are chosen.
  const excluded = parseSelectors(exclude, "eager", problems);
  return { kind: "difference", parts: [included, excluded], indirect: "eager" };
}
