import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import type { Span } from "../../base/span.ts";
import type { Drift } from "../../features/statistics/drift.ts";
import {
  type DriftLimit,
  type DriftRule,
  describeReference,
  exceeds,
} from "../../features/statistics/request.ts";
import type { JudgedDrift } from "./render-statistics.ts";

/** Says which features are beyond the limits of a rule. */
export function judgeDrift(drift: readonly Drift[], rule: DriftRule): readonly JudgedDrift[] {
  return drift.map((each) => ({
    ...each,
    reference: describeReference(rule.reference),
    alert: exceeds(rule.psi, each.psi) || exceeds(rule.ks, each.ks) ? rule.severity : null,
  }));
}

/** What is told of a rule that some features break; undefined where none does. */
export function explainDrift(
  judged: readonly JudgedDrift[],
  rule: DriftRule,
  node: { readonly name: string; readonly span: Span | undefined },
): Diagnostic | undefined {
  const moved = judged.filter(({ alert }) => alert !== null);
  if (moved.length === 0) return undefined;
  const parameters = {
    node: node.name,
    reference: describeReference(rule.reference),
    features: [...moved].sort(byPsi).map((each) => describeFeature(each, rule)),
    compared: judged.length,
  };
  return diagnose(rule.severity === "error" ? "Q1281" : "Q1280", parameters, { span: node.span });
}

/** `revenue_90d (PSI 0.31 > 0.2, KS 0.18 > 0.1)` */
function describeFeature({ feature, psi, ks }: JudgedDrift, rule: DriftRule): string {
  const parts = [describeFigure("PSI", psi, rule.psi), describeFigure("KS", ks, rule.ks)];
  return `${feature} (${parts.filter(Boolean).join(", ")})`;
}

function describeFigure(name: string, figure: number | null, limit: DriftLimit | undefined): string {
  if (limit === undefined || figure === null || !exceeds(limit, figure)) return "";
  return `${name} ${figure.toPrecision(2)} ${limit.operator} ${limit.value}`;
}

function byPsi(a: JudgedDrift, b: JudgedDrift): number {
  return (b.psi ?? 0) - (a.psi ?? 0);
}
