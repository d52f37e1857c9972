import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import { findSuggestion } from "../../base/suggest.ts";
import type { SelectorDefinition } from "../../project/definitions.ts";
import { ancestorsOf, descendantsOf } from "../traverse.ts";
import type { Graph, NodeId } from "../types.ts";
import { addCompletedTests, addTests } from "./indirect.ts";
import { findByName } from "./match-name.ts";
import { methods, type Query } from "./methods.ts";
import { pointAt } from "./origin.ts";
import { parseYamlSelector } from "./parse-yaml.ts";
import { type SearchIndex, searchIndexOf } from "./search-index.ts";
import type { StateContext } from "./state.ts";
import type { Combination, Criterion, IndirectSelection, Selected, Spec } from "./types.ts";
import { compilePattern, hasWildcard } from "./wildcard.ts";

/** What an evaluation needs beside the selector. */
export interface Evaluation {
  readonly graph: Graph;
  readonly index: SearchIndex;
  readonly state: StateContext;
  readonly indirect: IndirectSelection;
  readonly problems: Diagnostic[];
  /** Named selectors being followed, outermost first. */
  readonly path: readonly string[];
}

/** Prepares evaluations over a graph. */
export function openEvaluation(
  graph: Graph,
  state: StateContext,
  indirect: IndirectSelection,
  problems: Diagnostic[],
): Evaluation {
  return { graph, index: searchIndexOf(graph), state, indirect, problems, path: [] };
}

/** Finds the nodes of a selector: criteria are searched, widened along the graph and by tests, then combined as sets. */
export function evaluate(spec: Spec, evaluation: Evaluation): Selected {
  if (spec.kind === "criterion") return evaluateCriterion(spec, evaluation);
  if (spec.kind !== "all") return combine(spec, evaluation);
  return { direct: new Set(evaluation.index.nodes.map((node) => node.id)), indirect: nothing.indirect };
}

/** Evaluates a selector of YAML by its name; reports one that leads back to itself. */
export function evaluateNamed(selector: SelectorDefinition, evaluation: Evaluation): Selected {
  const { path, problems, indirect } = evaluation;
  if (path.includes(selector.name)) {
    const circle = [...path.slice(path.indexOf(selector.name)), selector.name];
    problems.push(diagnose("Q0124", { path: circle }, { span: selector.span }));
    return nothing;
  }
  const spec = parseYamlSelector(selector, indirect, problems);
  return spec ? evaluate(spec, { ...evaluation, path: [...path, selector.name] }) : nothing;
}

const nothing: Selected = { direct: new Set(), indirect: new Set() };

function combine(spec: Combination, evaluation: Evaluation): Selected {
  const selected = spec.parts.map((part) => evaluate(part, evaluation));
  const operate = operations[spec.kind];
  let direct = operate(selected.map((part) => part.direct));
  let indirect = nothing.indirect;
  if (selected.some((part) => part.indirect.size > 0)) {
    indirect = operate(selected.map((part) => union([part.direct, part.indirect])));
    direct = addCompletedTests(evaluation.graph, direct, indirect, spec.indirect);
  }
  if (spec.warnAs !== undefined && direct.size === 0) warnOfNothing(spec, spec.warnAs, evaluation);
  return { direct, indirect };
}

type NodeSet = ReadonlySet<NodeId>;

const operations: Readonly<Record<Combination["kind"], (sets: readonly NodeSet[]) => NodeSet>> = {
  union,
  intersection([first = nothing.direct, ...others]) {
    return others.length === 0
      ? first
      : new Set([...first].filter((id) => others.every((set) => set.has(id))));
  },
  difference([first = nothing.direct, ...others]) {
    return new Set([...first].filter((id) => !others.some((set) => set.has(id))));
  },
};

function union(sets: readonly NodeSet[]): NodeSet {
  if (sets.length === 1) return sets[0] ?? nothing.direct;
  const all = new Set<NodeId>();
  for (const set of sets) for (const id of set) all.add(id);
  return all;
}

function evaluateCriterion(criterion: Criterion, evaluation: Evaluation): Selected {
  const { graph } = evaluation;
  const found = search(criterion, evaluation);
  const selected = new Set(found);
  if (criterion.childrensParents) {
    for (const id of descendantsOf(graph, found)) selected.add(id);
    for (const id of ancestorsOf(graph, selected)) selected.add(id);
  }
  if (criterion.parents > 0) for (const id of ancestorsOf(graph, found, criterion.parents)) selected.add(id);
  if (criterion.children > 0)
    for (const id of descendantsOf(graph, found, criterion.children)) selected.add(id);
  return addTests(graph, selected, criterion.indirect);
}

function search(criterion: Criterion, evaluation: Evaluation): NodeSet {
  const { method, value, origin } = criterion;
  if (method === "selector") return searchSelectors(criterion, evaluation);
  const answer = methods[method].find(queryOf(criterion, evaluation));
  if (Symbol.iterator in answer) {
    const ids = new Set<NodeId>();
    for (const node of answer) ids.add(node.id);
    return ids;
  }
  const { quote, span } = pointAt(origin);
  const { problems } = evaluation;
  if ("known" in answer) {
    const { known } = answer;
    const suggestion = findSuggestion(value, known);
    problems.push(diagnose("Q0125", { method, value, known, quote, suggestion }, { span }));
  } else if ("needs" in answer)
    problems.push(diagnose("Q0126", { method, needs: answer.needs, quote }, { span }));
  else problems.push(diagnose("Q0121", { reason: answer.wrong, quote }, { span }));
  return nothing.direct;
}

function searchSelectors({ value, origin }: Criterion, evaluation: Evaluation): NodeSet {
  const { selectors } = evaluation.graph;
  const matches = compilePattern(value);
  const named = selectors.filter((selector) => matches(selector.name));
  if (named.length === 0) {
    const names = selectors.map((selector) => selector.name);
    const { quote, span } = pointAt(origin);
    const suggestion = findSuggestion(value, names);
    evaluation.problems.push(diagnose("Q0123", { name: value, quote, suggestion }, { span }));
  }
  return union(named.map((selector) => evaluateNamed(selector, evaluation).direct));
}

function warnOfNothing(spec: Combination, raw: string, evaluation: Evaluation): void {
  // A selector that could not be read has been reported as an error already.
  if (evaluation.problems.some((problem) => problem.severity === "error")) return;
  const [only, ...more] = spec.parts;
  const near = only?.kind === "criterion" && more.length === 0 ? suggestValue(only, evaluation) : undefined;
  const suggestion = near === undefined ? undefined : raw.replace(near.value, near.suggestion);
  evaluation.problems.push(diagnose("Q0122", { selector: raw, suggestion }));
}

function suggestValue(criterion: Criterion, evaluation: Evaluation) {
  const { method, value } = criterion;
  if (method === "selector") return undefined;
  if (hasWildcard(value)) {
    // Wildcards are held against full names, folders included; most people mean the last part.
    const inside = `*.${value}`;
    const [found] = method === "fqn" ? findByName(inside, evaluation.index) : [];
    return found && { value, suggestion: inside };
  }
  const suggestion = findSuggestion(value, methods[method].values?.(queryOf(criterion, evaluation)) ?? []);
  return suggestion === undefined ? undefined : { value, suggestion };
}

function queryOf({ value, path }: Criterion, { graph, index, state }: Evaluation): Query {
  return { value, path, graph, index, state };
}
