import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { findSuggestion } from "../base/suggest.ts";
import { isTest } from "../graph/node-kinds.ts";
import { nodesOf } from "../graph/node-list.ts";
import type { Graph, Node, NodeId } from "../graph/types.ts";
import type { Allowance, RuleSeverity } from "../project/definitions.ts";
import type { RuleFindings } from "./find-findings.ts";

/** What rules come to. */
export interface SettledFindings {
  /** Findings, and what is wrong with the settings of rules; in order of place. */
  readonly diagnostics: readonly Diagnostic[];
  readonly findings: number;
  /** Findings that `allow` silences. */
  readonly silenced: number;
}

export interface Settling {
  readonly graph: Graph;
  /** Rules there are, with the severity that their own file says. */
  readonly severities: ReadonlyMap<string, RuleSeverity>;
  /** Rules that could not be asked. */
  readonly broken: ReadonlySet<string>;
  /** Nodes about which all is known that rules ask. */
  readonly isKnown: (id: NodeId) => boolean;
  /** Whether findings of all nodes were asked for. */
  readonly isWhole: boolean;
}

/** Gives findings the severity that the project wants, leaves out those that are allowed, and says where an allowance is of no use. */
export function settleFindings(found: readonly RuleFindings[], settling: Settling): SettledFindings {
  const { graph } = settling;
  const used = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  let silenced = 0;
  for (const { rule, findings } of found) {
    const severity = severityOf(rule, settling) === "error" ? "error" : "warning";
    for (const { node, diagnostic } of findings) {
      const allowed = allowancesOf(graph.nodes[node]).filter((allowance) => allowance.rule === rule);
      for (const allowance of allowed) used.add(keyOf(allowance));
      if (allowed.length > 0) silenced++;
      else diagnostics.push({ ...diagnostic, severity });
    }
  }
  const findings = diagnostics.length;
  diagnostics.push(...checkSettings(settling), ...checkAllowances(used, settling));
  return { diagnostics: diagnostics.sort(byPlace), findings, silenced };
}

/** The project's word on a rule goes before the rule's own. */
export function severityOf(
  rule: string,
  { graph, severities }: Pick<Settling, "graph" | "severities">,
): RuleSeverity {
  return graph.config.rules[rule]?.severity ?? severities.get(rule) ?? "warn";
}

function allowancesOf(node: Node | undefined): readonly Allowance[] {
  return node === undefined || isTest(node) ? [] : (node.allow ?? []);
}

const keyOf = ({ rule, span: { file, line, column } }: Allowance): string =>
  `${file}:${line}:${column} ${rule}`;

/** Names in project.yml that are no rule's. */
function checkSettings({ graph, severities }: Settling): readonly Diagnostic[] {
  return Object.entries(graph.config.rules).flatMap(([rule, { span }]) =>
    severities.has(rule) ? [] : [unknownRule(rule, severities, span)],
  );
}

function unknownRule(rule: string, severities: Settling["severities"], span: Diagnostic["span"]): Diagnostic {
  const known = [...severities.keys()];
  const suggestion = findSuggestion(rule, known);
  return diagnose("Q0880", { rule, known, ...(suggestion !== undefined && { suggestion }) }, { span });
}

/** Each allowance once, though it stands for a whole folder: of an unknown rule, or of no use to any node. */
function checkAllowances(used: ReadonlySet<string>, settling: Settling): readonly Diagnostic[] {
  const { graph, severities, broken, isKnown, isWhole } = settling;
  const idle = new Map<string, Diagnostic>();
  const excused = new Set<string>();
  for (const node of nodesOf(graph)) {
    for (const allowance of allowancesOf(node)) {
      const { rule, span } = allowance;
      const key = keyOf(allowance);
      if (!severities.has(rule)) idle.set(key, unknownRule(rule, severities, span));
      else if (!isWhole || broken.has(rule) || !isKnown(node.id) || severityOf(rule, settling) === "off")
        excused.add(key);
      else if (!used.has(key)) idle.set(key, diagnose("Q0881", { rule }, { span }));
    }
  }
  return [...idle].flatMap(([key, diagnostic]) => (excused.has(key) ? [] : [diagnostic]));
}

function byPlace({ span: a }: Diagnostic, { span: b }: Diagnostic): number {
  if (!a || !b) return a ? 1 : b ? -1 : 0;
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
