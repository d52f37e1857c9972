import { isRelationNode, isTest } from "../graph/node-kinds.ts";
import { childrenOf } from "../graph/traverse.ts";
import type { NodeId } from "../graph/types.ts";
import type { RuleName } from "../project/rule-names.ts";
import { rules } from "./index.ts";
import type { Finding, RuleContext, RuleInput } from "./types.ts";
import { openUniqueColumns } from "./unique-columns.ts";

/** What one rule found. */
export interface RuleFindings {
  readonly rule: string;
  readonly findings: readonly Finding[];
}

/**
 * What the rules find that every project has; those that are off are not asked.
 *
 * @param names the rules to ask, where it is not all
 */
export function findFindings(input: RuleInput, names?: readonly RuleName[]): readonly RuleFindings[] {
  const context = openContext(input);
  const settings = input.graph.config.rules;
  return Object.entries(rules).flatMap(([rule, find]) => {
    if (settings[rule]?.severity === "off" || names?.includes(rule as RuleName) === false) return [];
    return [{ rule, findings: [...find(context, settings[rule]?.parameters ?? {})] }];
  });
}

function openContext(input: RuleInput): RuleContext {
  const { graph, bound, ids } = input;
  const wanted = [...ids].flatMap((id) => graph.nodes[id] ?? []);
  const children = childrenOf(graph);
  return {
    ...input,
    // Of what could not be bound nobody knows the columns: it has a mistake, or waits for one to be mended.
    relations: wanted.filter(isRelationNode).filter(({ id }) => bound.nodes[id] !== undefined),
    sources: wanted.filter((node) => node.kind === "source"),
    exposures: wanted.filter((node) => node.kind === "exposure"),
    readersOf: (id: NodeId) =>
      (children.get(id) ?? []).filter((child) => {
        const node = graph.nodes[child];
        return !isTest(node) || (node.kind === "test" && node.attachedTo !== id);
      }),
    uniqueColumns: openUniqueColumns(graph, bound),
  };
}
